export { DimensionCodec, idOf, type ResourceIds } from './dimension-codec.ts';
export { isMetadataRow, NAMESPACE, type MetadataRow } from './metadata-row.ts';
export { metadataSource, type MetadataOption, type MetadataSource } from './metadata-source.ts';
export { primaryOf, type DescribeMetric, type MetricDescription } from './metric-description.ts';
