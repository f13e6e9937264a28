// Loaded before every story: one of the browser is skipped, with its mend,
// where what it needs is not installed (a release carries no node_modules).
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const require = createRequire(import.meta.url);
const chromium = process.env.CHROMIUM ?? '/usr/bin/chromium';

function missing() {
  for (const name of ['playwright-core/package.json', 'axe-core/package.json', 'html-validate/node']) {
    try {
      require.resolve(name);
    } catch {
      return `${name.split('/')[0]} not found: npm ci in tests/`;
    }
  }
  return fs.existsSync(chromium) ? '' : `${chromium} not found: apt-get install chromium, or CHROMIUM=its path`;
}

if (path.basename(path.dirname(process.argv[1] ?? '')) === 'browser') {
  const reason = missing();
  if (reason) {
    process.stdout.write(`TAP version 13\n1..0 # SKIP ${reason}\n`);
    process.exit(0);
  }
}
