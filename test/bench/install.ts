import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

/** A folder into which npm has installed something. */
export interface Installed extends Disposable {
  readonly folder: string;
  /** How many packages that brought. */
  readonly packages: number;
  /** What they take on disk, in whole blocks, as `du` counts. */
  readonly bytes: number;
}

/** Installs packages as a user would, in an empty project. Their scripts are not run. */
export function install(...specs: readonly string[]): Installed {
  const folder = mkdtempSync(join(tmpdir(), 'install-'));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'installed', private: true }));
  execFileSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', ...specs], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const modules = join(folder, 'node_modules');
  const lock = JSON.parse(readFileSync(join(modules, '.package-lock.json'), 'utf8')) as { readonly packages: object };
  const files = readdirSync(modules, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return {
    folder,
    packages: Object.keys(lock.packages).length,
    bytes: files.reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).blocks * 512, 0),
    [Symbol.dispose]: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The package itself, built with its declarations and installed from its tarball. */
export function installPackage(): Installed {
  const folder = mkdtempSync(join(tmpdir(), 'pack-'));
  try {
    const source = join(folder, 'source');
    mkdirSync(source);
    execFileSync(process.execPath, [join(root, 'node_modules/tsup/dist/cli-default.js'), '--silent', '--out-dir', join(source, 'dist')], {
      cwd: root,
      stdio: 'inherit',
    });
    // `files` of package.json says which of them are packed.
    const others = readdirSync(root).filter((file) => /^[A-Z]+(?:\.md)?$/.test(file));
    for (const file of ['package.json', ...others, 'docs'])
      cpSync(join(root, file), join(source, file), {
        recursive: true,
        filter: (path) => !/[\\/](?:docs[\\/]api|node_modules)$/.test(path),
      });
    const packed = execFileSync('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder], {
      cwd: source,
      encoding: 'utf8',
    });
    const [{ filename }] = Object.values(JSON.parse(packed) as Record<string, { readonly filename: string }>) as [
      { readonly filename: string },
    ];
    return install(join(folder, filename));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
