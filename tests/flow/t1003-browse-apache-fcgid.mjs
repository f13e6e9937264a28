// The story of t1000-browse, behind apache-fcgid at /.
process.env.SOUK_SERVER = 'apache-fcgid';
process.env.SOUK_BASE = '';
await import('./t1000-browse.mjs');
