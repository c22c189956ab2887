import { install, installPackage } from '../install.ts';
import type { Measure } from '../report.ts';
import { short } from '../stats.ts';

const REFERENCE = '@aws-sdk/client-cloudwatch';
const MOST_PACKAGES = 16;
const MOST_MB = 19;

/** What `npm install` brings, the package itself included. */
export const installSize: Measure = () => {
  using ours = installPackage();
  using reference = install(REFERENCE);
  const mb = ours.bytes / 1e6;
  return Promise.resolve([
    {
      measure: 'install, packages',
      ours: String(ours.packages),
      reference: `${REFERENCE}: ${reference.packages}`,
      ratio: (ours.packages / reference.packages).toFixed(2),
      budget: `≤ ${MOST_PACKAGES}`,
      met: ours.packages <= MOST_PACKAGES,
    },
    {
      measure: 'install, size on disk',
      ours: `${short(mb)} MB`,
      reference: `${short(reference.bytes / 1e6)} MB`,
      ratio: (ours.bytes / reference.bytes).toFixed(2),
      budget: `≤ ${MOST_MB} MB`,
      met: mb <= MOST_MB,
    },
  ]);
};
