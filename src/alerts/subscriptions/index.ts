export type { SubscriptionContext } from './context.ts';
export type {
  ContactGroupTarget,
  FunctionTarget,
  LogTarget,
  MnsTarget,
  NotificationLevel,
  SubscriptionDefinition,
  SubscriptionTargets,
  WebhookTarget,
} from './definition.ts';
export type { SubscriptionListOptions } from './list-options.ts';
export type {
  FoundApiTarget,
  FoundContactGroup,
  FoundFunction,
  FoundLog,
  FoundMns,
  FoundTargets,
  FoundWebhook,
  Subscription,
} from './model.ts';
export { Subscriptions } from './subscriptions.ts';
