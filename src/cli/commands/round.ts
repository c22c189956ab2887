import { type PollReport, type TunnelWatch, VpnMonitorError } from 'alicloud-vpn-monitor';

/** The errors of a watch, which come beside its rounds. */
export class RoundErrors {
  readonly #errors: unknown[] = [];

  /** @param tell - Told of each. */
  constructor(watch: TunnelWatch, tell: (error: unknown) => void) {
    watch.on('error', (error) => {
      this.#errors.push(error);
      tell(error);
    });
  }

  /** Whether something that was named does not exist. */
  get hasMissing(): boolean {
    return this.#errors.some((error) => VpnMonitorError.isInstance(error) && error.code === 'not-found');
  }

  /** Whether a first round could read nothing, and no further try can mend it. */
  isHopeless(watch: TunnelWatch, report: PollReport): boolean {
    const isFinal = (error: unknown): boolean => VpnMonitorError.isInstance(error) && !error.retryable;
    return hasReadNothing(watch, report) && this.#errors.some(isFinal);
  }
}

/** Whether a round failed and nothing is known after it. A region that was listed and is empty is known. */
export function hasReadNothing(watch: TunnelWatch, { failed }: PollReport): boolean {
  const { tunnels } = watch.snapshot();
  const isToBeKnown = tunnels.size > 0 || failed.includes('topology');
  return failed.length > 0 && isToBeKnown && [...tunnels.values()].every(({ ipsec }) => ipsec === 'unknown');
}
