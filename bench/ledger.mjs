// A ledger of a million postings (BENCH_POSTINGS names another size), with the
// orders, bills, payments and events that belong to it: some real sales,
// copied row by row inside the database, and sealed by the worker.  Prints how
// fast it was sealed and how long soukctl verify takes over it (target: 60 s),
// its memory, and with BENCH_EXPLAIN=1 each statement that took over a second.
import path from 'node:path';
import { mustRun, run } from '../tests/lib/proc.mjs';
import { Buyer } from '../tests/lib/shop.mjs';
import { build, World } from '../tests/lib/world.mjs';

const wanted = Number(process.env.BENCH_POSTINGS ?? 1_000_000);
const targetS = 60;
const chunk = 5000; // copies a statement

/** Tables with rows of a sale, and how to find them from the order's id. */
const bySale = {
  orders: 'order_id = @order', order_lines: 'order_id = @order', order_consents: 'order_id = @order',
  payments: 'order_id = @order', bills: 'order_id = @order', bill_lines: 'order_id = @order',
  bill_receipts: 'bill_id IN (SELECT bill_id FROM bills WHERE order_id = @order)',
  services: 'order_id = @order', ledger_entries: 'order_id = @order',
  ledger_postings: 'entry_id IN (SELECT entry_id FROM ledger_entries WHERE order_id = @order)',
  events: `subject_id = @order OR subject_id IN (SELECT payment_id FROM payments WHERE order_id = @order)
    OR subject_id IN (SELECT bill_id FROM bills WHERE order_id = @order)
    OR subject_id IN (SELECT service_id FROM services WHERE order_id = @order)`,
};
const own = new Set(['order_id', 'line_id', 'payment_id', 'open_order_id', 'bill_id', 'billed_order_id', 'receipt_id', 'service_id',
  'term_order_id', 'entry_id', 'event_id', 'subject_id']);

/** What a column of the n-th copy holds: ids get n as their last bytes. */
function copied(column) {
  if (own.has(column)) return `IF(t.${column} IS NULL, NULL, CONCAT(LEFT(t.${column}, 11), UNHEX(LPAD(HEX(s.seq), 10, '0'))))`;
  if (column === 'quote_hash') return "UNHEX(SHA2(CONCAT(t.quote_hash, s.seq), 256))";
  if (column === 'gateway_ref') return "CONCAT('copy_', s.seq)";
  if (column === 'bill_no') return "CONCAT(LEFT(t.bill_no, 5), LPAD(s.seq, 6, '0'))";
  return ['seal_no', 'seal_hash'].includes(column) ? 'NULL' : `t.${column}`;
}

async function copy(world, order, from, to) {
  const head = `SET foreign_key_checks = 0, unique_checks = 0; SET @order = x'${order}';`;
  for (const [table, where] of Object.entries(bySale)) {
    const names = (await world.sql(world.site, `SELECT column_name FROM information_schema.columns
      WHERE table_schema = DATABASE() AND table_name = '${table}' ORDER BY ordinal_position`)).map(([name]) => name);
    for (let first = from; first <= to; first += chunk) {
      await world.sql(world.site, `${head} INSERT INTO ${table} (${names.join()}) SELECT ${names.map(copied).join()}
        FROM seq_${first}_to_${Math.min(to, first + chunk - 1)} AS s JOIN (SELECT * FROM ${table} WHERE ${where}) AS t`);
    }
  }
}

const count = async (world, sql) => Number((await world.sql(world.site, sql))[0][0]);
const toSeal = (world) => count(world, 'SELECT (SELECT COUNT(*) FROM events WHERE seal_no IS NULL) + (SELECT COUNT(*) FROM ledger_entries WHERE seal_no IS NULL)');
const sealed = async (world) => (await world.sql(world.site, '(SELECT 1 FROM events WHERE seal_no IS NULL LIMIT 1) UNION ALL (SELECT 1 FROM ledger_entries WHERE seal_no IS NULL LIMIT 1)')).length === 0;
const seconds = (from) => Number(process.hrtime.bigint() - from) / 1e9;

const world = await World.start({ own: true, worker: false, bufferPool: '1G',
  dbFlags: ['--innodb-flush-log-at-trx-commit=2', '--tmp-table-size=64M', '--max-heap-table-size=64M'] });
try {
  const buyer = await Buyer.ready(world);
  const order = await buyer.placeOrder();
  await buyer.payWith('success', order);
  await buyer.orderIn(order, 'ACTIVE');
  await world.work();
  await world.ctl(world.site, 'verify');
  const [[id]] = await world.sql(world.site, 'SELECT HEX(order_id) FROM orders');
  const each = await count(world, 'SELECT COUNT(*) FROM ledger_postings');
  const [[first]] = await world.sql(world.site, "SELECT last_no + 1 FROM document_counters WHERE kind = 'bill'");
  const copies = Math.ceil(wanted / each);
  let from = process.hrtime.bigint();
  await copy(world, id, Number(first), Number(first) + copies - 1);
  await world.sql(world.site, `UPDATE document_counters SET last_no = last_no + ${copies} WHERE kind = 'bill'; ANALYZE TABLE ${Object.keys(bySale).join()}`);
  console.log(`made      ${copies} sales in ${seconds(from).toFixed(1)} s`);
  const rows = await toSeal(world);
  from = process.hrtime.bigint();
  const worker = await world.startWorker();
  while (!await sealed(world)) await new Promise((resolve) => { setTimeout(resolve, 500); });
  const sealing = seconds(from);
  await worker.stop();
  console.log(`sealed    ${rows} rows in ${sealing.toFixed(1)} s, ${Math.round(rows / sealing)} a second`);
  for (const table of ['ledger_postings', 'ledger_entries', 'events', 'orders', 'bills']) {
    console.log(`${table.padEnd(16)}${await count(world, `SELECT COUNT(*) FROM ${table}`)}`);
  }
  const log = world.path('slow.log');
  if (process.env.BENCH_EXPLAIN) {
    await world.sql(world.site, `SET GLOBAL slow_query_log_file = '${log}', GLOBAL long_query_time = 0.5, GLOBAL slow_query_log = 1, GLOBAL log_slow_verbosity = 'query_plan,explain'`);
  }
  for (let round = 1; round <= 3; round++) {
    from = process.hrtime.bigint();
    const { code, stdout, stderr } = await run('/usr/bin/env', ['time', '-f', '%U s user, %M KiB at most', path.join(build, 'src/ctl/soukctl'),
      '--site', world.site.file, '--sql', 'sql', 'verify']);
    console.log(`verify    ${seconds(from).toFixed(1)} s (target ${targetS} s), exit ${code}\n${stdout}${stderr}`);
  }
  if (process.env.BENCH_EXPLAIN) console.log((await mustRun('cat', [log])).stdout);
} finally {
  await world.stop();
}
