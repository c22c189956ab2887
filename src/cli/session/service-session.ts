import {
  type Credentials,
  type EndpointOptions,
  httpsTransport,
  type Logger,
  recordingTransport,
  type Transport,
  VpnMonitor,
} from 'alicloud-vpn-monitor';
import type { CommandName, SourceOptions } from '../arguments/index.ts';
import { counted } from '../text/index.ts';
import { checkedAsUsage, UsageError } from '../usage-error.ts';
import { openRecorder, type Recorder } from './recorder.ts';

const RECORDINGS = 'https://github.com/alicloud-vpn-monitor/alicloud-vpn-monitor/blob/main/docs/recordings.md';

/** What a session of any kind is opened with. */
export interface SessionContext {
  readonly command: CommandName;
  readonly source: SourceOptions;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly logger: Partial<Logger> | undefined;
  /** Told what the user should know besides the answer. */
  readonly note: (text: string) => void;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** Where a service is, and the key for it. */
export interface Service {
  readonly regionId: string;
  readonly endpoint: EndpointOptions | undefined;
  /** `undefined` for the default chain. */
  readonly credentials: Credentials | undefined;
}

/** A transport to a service, recorded where that is asked for. */
export interface OpenedTransport {
  readonly transport: Transport;
  /** Closes the recording. */
  readonly close: () => void;
}

/** The service that the options and the environment name. @throws {@link UsageError} without a region. */
export function serviceOf({ source, env, note }: SessionContext): Service {
  const { region, endpoint, http } = source;
  tellHalfKey(env, note);
  if (region === undefined)
    throw new UsageError(
      'no region: give --region, such as --region cn-hangzhou, or set ALIBABA_CLOUD_REGION_ID; to try it without an account, use --simulate',
    );
  const hosts: EndpointOptions | undefined =
    endpoint === undefined ? undefined : { cms: endpoint, vpc: endpoint, cbn: endpoint, protocol: http ? 'http' : 'https' };
  return { regionId: region, endpoint: hosts, credentials: keyOf(env) };
}

function tellHalfKey(env: SessionContext['env'], note: SessionContext['note']): void {
  const names = ['ALIBABA_CLOUD_ACCESS_KEY_ID', 'ALIBABA_CLOUD_ACCESS_KEY_SECRET'] as const;
  const [missing, ...others] = names.filter((name) => !env[name]);
  if (missing !== undefined && others.length === 0)
    note(`${missing} is not set, so the other half of the key in the environment is not used.`);
}

// The default chain begins with these as well; read here, they save loading it.
function keyOf(env: SessionContext['env']): Credentials | undefined {
  const {
    ALIBABA_CLOUD_ACCESS_KEY_ID: accessKeyId,
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: accessKeySecret,
    ALIBABA_CLOUD_SECURITY_TOKEN: securityToken,
  } = env;
  return accessKeyId && accessKeySecret ? { accessKeyId, accessKeySecret, ...(securityToken && { securityToken }) } : undefined;
}

/** A transport to a service. @throws {@link UsageError} for what it cannot be given, or where the recording cannot be written. */
export function openTransport({ source, note }: SessionContext, service: Service): OpenedTransport {
  const transport = checkedAsUsage(() => httpsTransport({ ...service, proxy: source.proxy, userAgent: 'alicloud-vpn-monitor-cli' }));
  if (source.record === undefined) return { transport, close: () => undefined };
  const recorder = openRecorder(source.record);
  note(
    `Recording what the service says to ${source.record}. Ids, names, addresses and account numbers are replaced by others. Look at it before you send it: ${RECORDINGS}`,
  );
  return {
    transport: recorded(transport, recorder),
    close: () => {
      note(`${source.record ?? ''}: ${counted(recorder.close(), 'call')} recorded.`);
    },
  };
}

function recorded(transport: Transport, recorder: Recorder): Transport {
  try {
    return recordingTransport(transport, {
      write: (line) => {
        recorder.write(line);
      },
    });
  } catch (error) {
    recorder.close();
    throw error;
  }
}

/** A monitor over a transport. @throws {@link UsageError} for what is no region. */
export function monitorOver({
  regionId,
  transport,
  logger,
  ...rest
}: Pick<
  ConstructorParameters<typeof VpnMonitor>[0],
  'regionId' | 'transport' | 'logger' | 'clock' | 'maxRetries' | 'requestsPerSecond'
>): VpnMonitor {
  return checkedAsUsage(() => new VpnMonitor({ regionId, transport, logger, ...rest }));
}
