import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const candidates = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/**
 * The path of a Chromium; Debian's is installed where there is none and we may.
 * @throws NoChromium where there is none and we may not, with what to do
 */
export function findChromium(): string {
  return candidates.find((path) => existsSync(path)) ?? install();
}

export class NoChromium extends Error {
  override readonly name = 'NoChromium';
  constructor() {
    super('no Chromium found, and only root can install one: apt-get install --no-install-recommends chromium');
  }
}

const aptGet = '/usr/bin/apt-get';

function install(): string {
  if (process.getuid?.() !== 0) throw new NoChromium();
  console.log('installing Chromium from Debian');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  execFileSync(aptGet, ['update', '-qq'], { env, stdio: ['ignore', 'ignore', 'inherit'] });
  const packages = ['chromium', 'fonts-dejavu-core', 'fonts-noto-color-emoji'];
  execFileSync(aptGet, ['install', '-y', '-qq', '--no-install-recommends', ...packages], {
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [chromium = ''] = candidates;
  return chromium;
}
