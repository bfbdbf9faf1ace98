// A stand-in for servers that take the next free port: it parses --port and --host as vite does, and on EADDRINUSE
// it adds one and tries again, as vite's httpServerStart does.  With --strictPort it fails instead.
const http = require("node:http");

const asked = (name, otherwise) => {
  const at = process.argv.indexOf(name);
  return at < 0 ? otherwise : process.argv[at + 1];
};
const strict = process.argv.includes("--strictPort");
const host = asked("--host", "127.0.0.1");
let port = Number(asked("--port", process.env.WANTED || "5173"));

const server = http.createServer((_, answer) => answer.end("hello\n"));
server.on("error", (error) => {
  if (error.code !== "EADDRINUSE" || strict) throw error;
  console.log(`Port ${port} is in use, trying another one...`);
  port += 1;
  server.listen(port, host);
});
server.on("listening", () => console.log(`Local: http://${host}:${port}/`));
server.listen(port, host);
