export { changeRules } from './change-rules.ts';
export { listSubscriptions } from './list.ts';
export { putSubscription } from './put.ts';
export { testEvent } from './test-event.ts';
