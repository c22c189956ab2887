export { DimensionCodec, idOf, type ResourceIds } from './dimension-codec.ts';
export { isMetadataRow, type MetadataRow, NAMESPACE } from './metadata-row.ts';
export { type MetadataOption, type MetadataSource, metadataSource } from './metadata-source.ts';
export { type DescribeMetric, type MetricDescription, primaryOf } from './metric-description.ts';
