import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A certificate authority, and a certificate of it, in PEM. */
export interface PrivateAuthority {
  readonly ca: string;
  readonly key: string;
  readonly cert: string;
}

/** A private certificate authority, made by openssl for a test, and its certificate for loopback and `*.service.example`. */
export function privateAuthority(): PrivateAuthority {
  const folder = mkdtempSync(join(tmpdir(), 'authority-'));
  const openssl = (...args: string[]): unknown => execFileSync('openssl', args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
  try {
    const fresh = ['-newkey', 'rsa:2048', '-nodes'];
    openssl(
      'req',
      '-x509',
      ...fresh,
      '-keyout',
      'ca.key',
      '-out',
      'ca.crt',
      '-days',
      '2',
      '-subj',
      '/CN=Private Authority',
      '-addext',
      'keyUsage=critical,keyCertSign',
    );
    openssl('req', ...fresh, '-keyout', 'leaf.key', '-out', 'leaf.csr', '-subj', '/CN=service');
    writeFileSync(join(folder, 'names'), 'subjectAltName=DNS:localhost,DNS:*.service.example,IP:127.0.0.1,IP:::1\n');
    openssl(
      'x509',
      '-req',
      '-in',
      'leaf.csr',
      '-CA',
      'ca.crt',
      '-CAkey',
      'ca.key',
      '-CAcreateserial',
      '-days',
      '2',
      '-extfile',
      'names',
      '-out',
      'leaf.crt',
    );
    return { ca: read('ca.crt'), key: read('leaf.key'), cert: read('leaf.crt') };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
