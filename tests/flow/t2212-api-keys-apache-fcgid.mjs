// The story of t2210-api-keys, behind apache-fcgid at /.
process.env.SOUK_SERVER = 'apache-fcgid';
process.env.SOUK_BASE = '';
await import('./t2210-api-keys.mjs');
