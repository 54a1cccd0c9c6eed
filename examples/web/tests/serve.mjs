// Serves the page's files: `node tests/serve.mjs`, or `serve()` in a test.

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname } from "node:path";
import { pathToFileURL } from "node:url";

const TYPES = { ".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".wasm": "application/wasm" };

/** A server of `page/` to this machine alone, once it listens. Port 0 is any free one. */
export async function serve(port) {
    const server = createServer(async ({ url }, response) => {
        const name = url.split("?")[0].slice(1) || "index.html";
        try {
            // One folder without subfolders: a name with a slash is none of its files.
            const body = /^[\w-]+\.\w+$/.test(name) && (await readFile(new URL(`../page/${name}`, import.meta.url)));
            response.writeHead(body ? 200 : 404, { "content-type": TYPES[extname(name)] ?? "text/plain" }).end(body || "");
        } catch {
            response.writeHead(404).end();
        }
    });
    await new Promise((listening) => server.listen(port, "127.0.0.1", listening));
    return server;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
    const server = await serve(8000);
    console.log(`http://localhost:${server.address().port}`);
}
