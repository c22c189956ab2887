import { formatPreflight, type PreflightFeature, type PreflightFindingCode, type PreflightReport } from 'alicloud-vpn-monitor';
import { ExitCode } from '../exit-code.ts';
import { inShellWords } from '../text/index.ts';
import { asUsage } from '../usage-error.ts';
import type { Command } from './command.ts';

const UNREADABLE: ReadonlySet<PreflightFindingCode> = new Set(['unreachable', 'key-refused']);

/** What this key may read, and where the service differs from its documentation. */
export const preflight: Command = async ({ invocation, session, printer, signal }) => {
  const report = await asked(
    session.monitor.preflight({
      // Which features there are, the preflight says itself.
      features: invocation.features as readonly PreflightFeature[] | undefined,
      signal,
      progress: ({ done, total, action }) => {
        printer.progress(`${done} of ${total} operations tried: ${action}`);
      },
    }),
  );
  if (printer.isJson) printer.json('preflight', report);
  else printer.line(formatPreflight(forShell(report), { colour: printer.isColoured, width: printer.width }));
  return codeOf(report);
};

/** A report whose advice names the options of the command line. */
function forShell(report: PreflightReport): PreflightReport {
  return {
    ...report,
    findings: report.findings.map((finding) => ({
      ...finding,
      message: inShellWords(finding.message),
      advice: inShellWords(finding.advice),
    })),
  };
}

async function asked(report: Promise<PreflightReport>): Promise<PreflightReport> {
  try {
    return await report;
  } catch (error) {
    // A feature that there is not.
    throw asUsage(error);
  }
}

function codeOf({ findings }: PreflightReport): ExitCode {
  if (findings.some(({ code, severity }) => severity === 'error' && UNREADABLE.has(code))) return ExitCode.Unreadable;
  return findings.some(({ severity }) => severity !== 'note') ? ExitCode.Found : ExitCode.Fine;
}
