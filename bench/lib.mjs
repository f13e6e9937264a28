// What the benchmarks share.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { mustRun } from '../tests/lib/proc.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
export const seconds = Number(process.env.BENCH_SECONDS ?? 5);
export const rounds = Number(process.env.BENCH_ROUNDS ?? 3);
export const connections = 32;

export const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];

/** One run of wrk: requests a second, p99 in ms, answers that failed. */
export async function wrk(url, script, args = [], more = {}) {
  const { threads = 2, c = connections } = more;
  const { stdout } = await mustRun('wrk', ['-t', String(threads), '-c', String(c), '-d', `${seconds}s`,
    '--latency', ...(script ? ['-s', path.join(here, script)] : []), url, ...(args.length ? ['--', ...args] : [])]);
  const number = (pattern) => Number(pattern.exec(stdout)?.[1] ?? 0);
  const p99 = /99%\s+([\d.]+)(us|ms|s)/.exec(stdout);
  const scale = { us: 0.001, ms: 1, s: 1000 };
  return { stdout, rps: number(/Requests\/sec:\s+([\d.]+)/), p99: p99 ? p99[1] * scale[p99[2]] : null,
    failed: number(/Non-2xx or 3xx responses: (\d+)/) };
}

/** Seconds of CPU that a process has used. */
export function cpu(pid) {
  const fields = fs.readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

export function residentMib(pid) {
  return Number(/VmRSS:\s+(\d+)/.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;
}

export async function bodyBytes(url) {
  const answer = await fetch(url);
  if (answer.status !== 200) throw new Error(`${url} answers ${answer.status}`);
  return (await answer.arrayBuffer()).byteLength;
}
