export * from './subscriptions/index.ts';
