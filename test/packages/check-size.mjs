// An install stays small. `npm run size` shows what of it takes how much.
import assert from 'node:assert/strict';
import { installedSize } from './installed-size.mjs';

const MB = 1_000_000;
const MOST_BYTES = 14 * MB;
const MOST_PACKAGES = 13;

export function checkSize(project) {
  const { packages, bytes } = installedSize(project);
  console.log(`install: ${packages} packages, ${(bytes / MB).toFixed(1)} MB`);
  assert.ok(
    bytes <= MOST_BYTES && packages <= MOST_PACKAGES,
    `an install takes more than ${MOST_BYTES} bytes in ${MOST_PACKAGES} packages`,
  );
}
