// Secrets that are planted, and a search for them in whatever form they may
// have been left: as they are, in base64 (at each of its three places),
// hexadecimal, URL-encoded, as a QR code's bits; what is itself a code also as
// the bytes it is of.
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { family, mustRun, run } from './proc.mjs';

const letters = 'abcdefghijkmnpqrstuvwxyz23456789';
/** 24 letters that are nowhere else. */
export const rare = () => [...randomBytes(24)].map((byte) => letters[byte % letters.length]).join('');

/** The part of base64 that does not depend on what is around the bytes. */
function base64Inside(bytes, before) {
  const text = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
  return text.slice([0, 2, 3][before], Math.floor((before + bytes.length) * 8 / 6));
}

function forms(bytes) {
  const hex = bytes.toString('hex');
  const found = new Set([hex, hex.toUpperCase()]);
  // Before a QR code's text stand 12 or 20 bits.
  const packed = Buffer.from(hex.slice(1, -1), 'hex');
  // grep has a pattern a line, so that bytes with a line's end go as hex alone.
  for (const raw of [bytes, packed]) if (!raw.includes(10) && !raw.includes(0)) found.add(raw.toString('latin1'));
  for (const before of [0, 1, 2]) {
    const inside = base64Inside(bytes, before);
    found.add(inside).add(inside.replaceAll('+', '-').replaceAll('/', '_'));
  }
  found.add([...bytes].map((byte) => (/[\w.~-]/.test(String.fromCharCode(byte)) ? String.fromCharCode(byte)
    : `%${byte.toString(16).padStart(2, '0').toUpperCase()}`)).join(''));
  return found;
}

const tokenBytes = { base32: (text) => {
  let bits = '';
  for (const c of text.toUpperCase()) bits += 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0');
  return Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
}, base64: (text) => Buffer.from(text, 'base64'), hex: (text) => Buffer.from(text, 'hex') };

export class Secrets {
  /** pattern -> name of the secret */
  #forms = new Map();
  #excluded = new Set();
  constructor(dir) {
    this.dir = fs.mkdtempSync(path.join(dir, 'found-'));
    this.names = new Map();
  }

  /** A secret as people and programs choose them, with what is rare in it. */
  plant(name, shape = (core) => `Zq "${core}" +/=é`) {
    const core = rare();
    this.know(name, core);
    return shape(core);
  }

  /** One that was made elsewhere; code: what its text stands for bytes by. */
  know(name, text, code = null) {
    this.names.set(name, text);
    for (const bytes of [Buffer.from(text), ...(code ? [tokenBytes[code](text)] : [])])
      for (const form of forms(bytes)) this.#forms.set(form, name);
    return text;
  }

  /** Where it has to be: that file is not looked at. */
  belongs(file) { this.#excluded.add(path.basename(file)); }

  /** Found in these files and folders: "name in file", each once. */
  async in(...paths) {
    const patterns = path.join(this.dir, 'patterns');
    fs.writeFileSync(patterns, `${[...this.#forms.keys()].join('\n')}\n`, 'latin1');
    const { code, stdout, stderr } = await run('grep', ['-r', '-H', '-a', '-o', '-F', '-D', 'skip', '-f', patterns,
      '--exclude-dir', path.basename(this.dir), ...[...this.#excluded].map((name) => `--exclude=${name}`), '--', ...paths],
    { env: { ...process.env, LC_ALL: 'C' }, encoding: 'latin1' });
    // What runs makes and removes files meanwhile.
    if (code > 1 && !stderr.trim().split('\n').every((line) => line.endsWith(': No such file or directory'))) throw new Error(`grep: ${stderr}`);
    const found = stdout.split('\n').filter(Boolean).map((line) => {
      const form = [...this.#forms.keys()].find((one) => line.endsWith(`:${one}`));
      return `${this.#forms.get(form) ?? line} in ${line.slice(0, line.length - (form?.length ?? 0) - 1)}`;
    });
    return [...new Set(found)].sort();
  }

  /** Beside the tree that is searched, for one search at a time. */
  file(name, data) {
    const file = path.join(this.dir, name);
    fs.writeFileSync(file, data);
    return file;
  }

  /** What a process can be asked for by others: its command and environment. One that has ended since says nothing. */
  processes(pids) {
    return pids.flatMap((pid) => {
      try {
        return [this.file(`proc-${pid}`, Buffer.concat(['cmdline', 'environ'].map((name) => fs.readFileSync(`/proc/${pid}/${name}`))))];
      } catch (error) {
        if (!['ENOENT', 'ESRCH'].includes(error.code)) throw error;
        return [];
      }
    });
  }

  /** All that a process may write to and has: heap, stacks, data. */
  memory(name, pid) {
    const out = path.join(this.dir, `memory-${name}`);
    const to = fs.openSync(out, 'w'), from = fs.openSync(`/proc/${pid}/mem`);
    let taken = 0;
    for (const text of fs.readFileSync(`/proc/${pid}/smaps`, 'utf8').split(/^(?=[0-9a-f]+-[0-9a-f]+ )/m)) {
      const [, low, high, rights] = /^([0-9a-f]+)-([0-9a-f]+) (\S+)/.exec(text);
      const [begin, end] = [BigInt(`0x${low}`), BigInt(`0x${high}`)];
      const resident = Number(/^Rss:\s+(\d+) kB/m.exec(text)?.[1] ?? 0);
      // The sanitizer's shadow is terabytes of address, and no copy of ours.
      if (!rights.startsWith('rw') || resident === 0 || end - begin > 1n << 32n) continue;
      for (let at = begin; at < end; at += 1n << 20n) {
        const chunk = Buffer.alloc(Number(end - at < 1n << 20n ? end - at : 1n << 20n));
        let n = 0;
        try {
          n = fs.readSync(from, chunk, 0, chunk.length, at);
        } catch (error) {
          // A page that was never touched, of a mapping of the kernel's.
          if (error.code !== 'EIO') throw error;
        }
        fs.writeSync(to, chunk, 0, n);
        taken += n;
      }
    }
    fs.closeSync(to);
    fs.closeSync(from);
    if (taken < 1 << 16) throw new Error(`only ${taken} bytes of ${name}'s memory were read`);
    return out;
  }
}

/** Our own programs among what these have started: { name, pid, cwd }. */
export const programs = (procs) => procs.filter((proc) => !proc.ended).flatMap(({ pid }) => family(pid))
  .map((pid) => ({ pid, name: fs.readFileSync(`/proc/${pid}/comm`, 'utf8').trim() }))
  .filter(({ name }) => name.startsWith('souk-'))
  .map((one) => ({ ...one, cwd: fs.readlinkSync(`/proc/${one.pid}/cwd`) }));

/** Of this process and what it starts from now on: core files of any size. */
export const allowCores = () => mustRun('prlimit', ['--core=unlimited', '--pid', String(process.pid)]);
