/** Points in one answer at most. Source: DescribeMetricList, `Length`. */
export const PAGE_LENGTH = 1440;
