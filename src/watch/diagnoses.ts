import { diagnosisEngine } from '../diagnose/index.ts';
import { abortable, type LinkedSignal, linkSignals, pause } from '../internal/abort.ts';
import { namedGateway } from '../topology/index.ts';
import type { WatchContext } from './context.ts';
import { type BatchDependencies, DiagnosisBatch, type TunnelDown } from './diagnosis-batch.ts';
import type { CheckedOptions } from './options.ts';
import type { Outbox } from './outbox.ts';
import type { Roster } from './roster.ts';
import type { StandingErrors } from './standing-errors.ts';
import type { Transition } from './transitions.ts';
import type { TunnelDiagnosis } from './tunnel-diagnosis.ts';

/** Where diagnoses go to. */
export interface DiagnosisFindings {
  diagnosis(diagnosis: TunnelDiagnosis): void;
  /** No diagnosis is on its way any more. */
  idle(): void;
}

/** What asks for diagnoses works with. */
export interface DiagnosesDependencies {
  readonly context: WatchContext;
  readonly options: CheckedOptions;
  readonly roster: Roster;
  readonly outbox: Pick<Outbox, 'confirm'>;
  readonly errors: StandingErrors;
  readonly findings: DiagnosisFindings;
}

// Pushes come one by one: many that go down together are asked about together.
const COLLECT_MS = 50;

/** Asks in the background why tunnels went down. */
export class Diagnoses {
  readonly #dependencies: DiagnosesDependencies;
  #waiting: TunnelDown[] = [];
  /** How many the batch takes, before it is made. */
  #taken = 0;
  #batch: DiagnosisBatch | undefined;
  #running: { readonly linked: LinkedSignal; readonly ended: Promise<void> } | undefined;

  constructor(dependencies: DiagnosesDependencies) {
    this.#dependencies = dependencies;
  }

  get isRunning(): boolean {
    return this.#running !== undefined;
  }

  /** Takes what was announced. An outage that shows only when it is over is not asked about. */
  add(transition: Transition): void {
    if (transition.type !== 'tunnel:down' || transition.late) return;
    this.#waiting.push(transition);
    if (this.#running) return;
    const { context, options } = this.#dependencies;
    const linked = linkSignals(context.scopes.closed, options.signal);
    this.#running = { linked, ended: this.#run(linked) };
  }

  /** Resolves once no diagnosis is on its way, also because the watch was ended. */
  async settled(): Promise<void> {
    await this.#running?.ended;
  }

  /** Ends what is under way, and forgets what waits: a warning says how much that is. */
  async stop(): Promise<void> {
    this.#running?.linked.abort(new DOMException('the watch was stopped', 'AbortError'));
    await this.#running?.ended;
  }

  async #run(linked: LinkedSignal): Promise<void> {
    const { errors, findings } = this.#dependencies;
    try {
      while (this.#waiting.length > 0) {
        await pause(COLLECT_MS, linked.signal);
        const downs = this.#waiting.splice(0);
        [this.#batch, this.#taken] = [undefined, downs.length];
        await abortable(this.#confirmed(), linked.signal);
        this.#batch = new DiagnosisBatch(await this.#batchDependencies(linked.signal), downs);
        await this.#batch.run();
      }
    } catch (error) {
      if (linked.signal.aborted) this.#sayDropped();
      else errors.meet('diagnosis', error);
      this.#waiting = [];
    } finally {
      [this.#batch, this.#taken] = [undefined, 0];
      linked[Symbol.dispose]();
      this.#running = undefined;
      findings.idle();
    }
  }

  #sayDropped(): void {
    const count = this.#waiting.length + (this.#batch?.open ?? this.#taken);
    if (count > 0)
      this.#dependencies.context.scopes.logger.warn(
        `the watch was ended before ${count === 1 ? 'a diagnosis' : `${count} diagnoses`} had come: await poll(), which waits for those of its round, before you stop it`,
        { count },
      );
  }

  /** Once the store has that they were announced, another run does not announce them again: so a diagnosis comes once. */
  async #confirmed(): Promise<void> {
    const { options, outbox } = this.#dependencies;
    if (options.store) await outbox.confirm();
  }

  async #batchDependencies(signal: AbortSignal): Promise<BatchDependencies> {
    const { context, roster, errors, findings } = this.#dependencies;
    return {
      context: context.scopes,
      engine: await diagnosisEngine(),
      signal,
      gatewayOf: (resource) => {
        const entry = roster.entryOf(resource);
        return entry && namedGateway(entry.connection);
      },
      emit: (diagnosis) => {
        findings.diagnosis(diagnosis);
      },
      failed: (error) => {
        errors.meet('diagnosis', error);
      },
    };
  }
}
