// Prints the WebGPU adapter that Dawn finds in this environment as JSON, or null. Runs in a process of its own, because
// the dynamic linker reads its settings only when a process starts.
import { create, globals } from 'webgpu';

Object.assign(globalThis, globals);
const adapter = await create([]).requestAdapter();
const { vendor, architecture, description } = adapter?.info ?? {};
process.stdout.write(JSON.stringify(adapter && { vendor, architecture, description }), () => process.exit(0));
