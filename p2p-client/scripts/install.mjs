// Runs `npm ci`, but only when package-lock.json is not the one node_modules was installed from.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const stamp = new URL('../node_modules/.installed-from', import.meta.url);
const wanted = createHash('sha256')
  .update(readFileSync(new URL('../package.json', import.meta.url)))
  .update(readFileSync(new URL('../package-lock.json', import.meta.url)))
  .update(process.version)
  .digest('hex');

if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) {
  console.log('node_modules is up to date');
} else {
  // The lock file says exactly what is wanted, so nobody need be asked about what npm has already had
  const options = ['--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];
  const { error, status } = spawnSync('npm', ['ci', ...options], {
    cwd: new URL('..', import.meta.url),
    stdio: 'inherit',
    // npm is a .cmd file on Windows, which only a shell can start
    shell: process.platform === 'win32',
  });
  if (error || status !== 0) {
    console.error(error?.message ?? `npm ci ended with ${status}`);
    process.exit(1);
  }
  writeFileSync(stamp, wanted);
}
