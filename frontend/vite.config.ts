import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const source = (path: string): string => fileURLToPath(new URL(`static_src/${path}`, import.meta.url));

export default defineConfig({
  publicDir: false,
  base: "./",
  build: {
    outDir: "static/frontend",
    emptyOutDir: true,
    manifest: "manifest.json",
    modulePreload: false,
    assetsDir: "",
    target: ["chrome80", "firefox78", "safari14"],
    // Browsers that lack logical properties are too old for the rest; do not double the style sheet for them.
    cssTarget: ["chrome89", "firefox78", "safari15"],
    rollupOptions: {
      input: [
        source("ts/main.ts"),
        source("ts/sw.ts"),
        source("css/critical.css"),
        source("css/desk.css"),
        ...readdirSync(source("css/letters")).map((file) => source(`css/letters/${file}`)),
      ],
    },
  },
  define: { "process.env.NODE_ENV": '"production"' },
});
