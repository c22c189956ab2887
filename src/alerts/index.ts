export { contactGroupNames } from './contact-groups.ts';
export * from './rules/index.ts';
export * from './subscriptions/index.ts';
