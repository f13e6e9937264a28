// What a story has typed or been given in confidence is left nowhere when it
// is over: each story is searched as t4540 is, for whatever it came to use.
import fs from 'node:fs';
import path from 'node:path';
import { accepts, family, run } from './proc.mjs';
import { confided } from './http.mjs';
import { Secrets } from './secrets.mjs';
import { password } from './shop.mjs';
import { plain } from './smtp.mjs';

/** Its own copies of what the checkout has, and what the database works in. */
const others = ['bin', 'www', 'legal', 'mail', 'db-tmp'];

function known(world, secrets) {
  for (const site of Object.values(world.sites))
    for (const file of ['keys', 'db.password']) {
      secrets.belongs(file);
      for (const line of fs.readFileSync(path.join(site.dir, file), 'utf8').split('\n').filter((one) => one.length > 16))
        secrets.know(`${file} of ${site.name}`, line);
    }
  secrets.know('password', password);
  for (const [text, kind] of confided) secrets.know(kind, text);
}

async function dumps(world, secrets) {
  // A million products are no secret.
  if (world.products > 5000 || !await accepts({ path: world.dbSocket })) return [];
  const files = [];
  for (const { database } of Object.values(world.sites)) {
    const file = secrets.file(`${database}.sql`, '');
    const { code } = await run('mariadb-dump', ['--no-defaults', '--user=root', `--socket=${world.dbSocket}`, '--hex-blob',
      '--no-create-info', '--single-transaction', `--result-file=${file}`, database]);
    // A story may take its database away.
    if (code === 0) files.push(file);
  }
  return files;
}

/** Cores in these, which were not there before. */
const folder = process.cwd();
const cores = (dir) => fs.readdirSync(dir).filter((name) => /^core(\.\d+)?$/.test(name)).map((name) => `a core: ${path.join(dir, name)}`);
const before = cores(folder);

/** "secret in file" for each of tables, logs, mails, SMS, cores, commands and environments. */
export async function left(world) {
  const secrets = new Secrets(world.dir);
  known(world, secrets);
  const pids = Object.values(world.procs).filter((proc) => !proc.ended).flatMap(({ pid }) => family(pid));
  const tree = fs.readdirSync(world.dir, { withFileTypes: true }).filter((one) => (one.isFile() || one.isDirectory()) && !others.includes(one.name))
    .map(({ name }) => path.join(world.dir, name));
  const found = await secrets.in(...tree, ...await dumps(world, secrets), ...secrets.processes(pids));
  const sent = secrets.file('sent', [...world.mail.messages.map(({ data }) => `${data}\n${plain(data)}`),
    ...[world.sms.messages].flat().map(({ text }) => text ?? '')].join('\n'));
  // What a mail is for.
  found.push(...(await secrets.in(sent)).filter((line) => !line.startsWith('token ')));
  found.push(...[world.dir, folder].flatMap(cores).filter((one) => !before.includes(one)));
  return found;
}
