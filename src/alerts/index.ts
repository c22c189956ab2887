export * from './rules/index.ts';
export * from './subscriptions/index.ts';
