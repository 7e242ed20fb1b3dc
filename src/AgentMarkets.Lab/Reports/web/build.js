// Bundles report.js with the parts of ECharts that it uses, and report.css, into dist/.
// The licences of what is bundled travel in the bundle, and so in every report.
import { build } from 'esbuild';
import { readFileSync } from 'node:fs';

const textOf = file => readFileSync(`node_modules/${file}`, 'utf8').replaceAll('\r', '').replaceAll('*/', '* /');

const licences = ['echarts/NOTICE', 'echarts/LICENSE', 'echarts/licenses/LICENSE-d3', 'zrender/LICENSE']
  .map(file => `${file}\n\n${textOf(file)}`).join('\n\n');

const shared = { bundle: true, minify: true, charset: 'ascii', legalComments: 'none', logLevel: 'warning' };

await build({
  ...shared,
  entryPoints: ['report.js'],
  outfile: 'dist/report.js',
  format: 'iife',
  target: 'es2020',
  // The flag by which ECharts drops its development checks.
  define: { 'process.env.NODE_ENV': '"production"' },
  banner: { js: `/*! This script contains Apache ECharts and ZRender.\n\n${licences}\n*/` },
});

await build({ ...shared, entryPoints: ['report.css'], outfile: 'dist/report.css', target: 'es2020' });
