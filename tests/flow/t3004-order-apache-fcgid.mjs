// The story of t3000-order, behind apache-fcgid at /.
process.env.SOUK_SERVER = 'apache-fcgid';
process.env.SOUK_BASE = '';
await import('./t3000-order.mjs');
