import type { DiagnoseContext, Diagnosis, DiagnosisAnswer, DiagnosisEngine, DiagnosisGroup, DiagnosisSubject } from '../diagnose/index.ts';
import { VpnMonitorError } from '../errors.ts';
import type { WatchedResource } from './model.ts';
import type { Transition } from './transitions.ts';
import type { TunnelDiagnosis } from './tunnel-diagnosis.ts';

export type TunnelDown = Extract<Transition, { readonly type: 'tunnel:down' }>;

/** What a batch works with. */
export interface BatchDependencies {
  readonly context: DiagnoseContext;
  readonly engine: DiagnosisEngine;
  readonly signal: AbortSignal;
  /** The gateway that the service names for a connection, where it is known. */
  readonly gatewayOf: (resource: WatchedResource) => string | undefined;
  readonly emit: (diagnosis: TunnelDiagnosis) => void;
  readonly failed: (error: unknown) => void;
}

/** Tunnels that are asked about together. */
export class DiagnosisBatch {
  readonly #dependencies: BatchDependencies;
  readonly #downs: readonly TunnelDown[];
  readonly #open: Set<TunnelDown>;
  /** Why a request about one tunnel alone was refused: it is not for the number of ids. */
  #refusedAlone: string | undefined;

  constructor(dependencies: BatchDependencies, downs: readonly TunnelDown[]) {
    this.#dependencies = dependencies;
    this.#downs = downs;
    this.#open = new Set(downs);
  }

  /** How many have had neither an answer nor a failure. */
  get open(): number {
    return this.#open.size;
  }

  /** Asks, one request after another. Rejects with what would refuse each of them. */
  async run(): Promise<void> {
    for (const group of this.#dependencies.engine.groupsOf(this.#downs.map(({ resource }) => this.#subjectOf(resource))))
      await this.#ask(group);
  }

  #subjectOf(resource: WatchedResource): DiagnosisSubject {
    const { connectionId, gatewayId, tunnelId } = resource;
    return {
      connectionId,
      gatewayId: gatewayId ?? this.#dependencies.gatewayOf(resource),
      tunnelIds: tunnelId === undefined ? [] : [tunnelId],
    };
  }

  async #ask(group: DiagnosisGroup): Promise<void> {
    const { engine, context, signal } = this.#dependencies;
    let answer: DiagnosisAnswer;
    try {
      answer = await engine.askGroup(context, group, signal);
    } catch (error) {
      await this.#refused(group, error);
      return;
    }
    signal.throwIfAborted();
    for (const down of this.#downs) if (group.ids.has(keyOf(down.resource))) this.#emit(down, answer);
  }

  async #refused(group: DiagnosisGroup, error: unknown): Promise<void> {
    const { engine, signal, failed } = this.#dependencies;
    signal.throwIfAborted();
    const isOfAll = VpnMonitorError.isInstance(error) && error.code === 'invalid-request' && error.vendorCode === this.#refusedAlone;
    const parts = isOfAll ? [] : engine.halvesOf(group, error);
    for (const part of parts) await this.#ask(part);
    if (parts.length > 0) return;
    // The next request would be refused the same way.
    if (isHopeless(error)) throw error;
    if (group.ids.size === 1 && VpnMonitorError.isInstance(error)) this.#refusedAlone = error.vendorCode;
    for (const down of this.#downs) if (group.ids.has(keyOf(down.resource))) this.#open.delete(down);
    failed(error);
  }

  #emit(down: TunnelDown, { diagnoses, askedAt }: DiagnosisAnswer): void {
    const { id, resource } = down;
    this.#open.delete(down);
    const own = diagnoses.filter((one) => isOf(one, resource));
    this.#dependencies.emit(Object.freeze({ transitionId: id, resource, diagnoses: Object.freeze(own), at: askedAt }));
  }
}

function keyOf({ tunnelId, connectionId }: WatchedResource): string {
  return tunnelId ?? connectionId;
}

function isOf(diagnosis: Diagnosis, { tunnelId, connectionId }: WatchedResource): boolean {
  return (
    diagnosis.connectionId === connectionId &&
    (tunnelId === undefined || diagnosis.tunnelId === undefined || diagnosis.tunnelId === tunnelId)
  );
}

function isHopeless(error: unknown): boolean {
  return !VpnMonitorError.isInstance(error) || error.code === 'forbidden' || error.code === 'auth' || error.code === 'config';
}
