import { expectTypeOf, test } from 'vitest';
import type { Transition } from 'alicloud-vpn-monitor';

declare const transition: Transition;

test('any transition says what it is about without narrowing', () => {
  const { resource } = transition;
  expectTypeOf(resource.tunnelId ?? resource.connectionId ?? resource.certificateId).toEqualTypeOf<string | undefined>();
  if (resource.certificateId === undefined) expectTypeOf(resource.connectionId).toEqualTypeOf<string>();
});

test('the type narrows what it is about', () => {
  if (transition.type === 'certificate:expired') expectTypeOf(transition.resource.certificateId).toEqualTypeOf<string>();
  else expectTypeOf(transition.resource.connectionId).toEqualTypeOf<string>();
});
