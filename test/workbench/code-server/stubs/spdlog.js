// Stands in for the native module @vscode/spdlog, which would have to be compiled: the workbench writes its logs
// through it and shows what it finds in them in its Output channels.
const { appendFileSync, mkdirSync } = require("node:fs");
const { dirname } = require("node:path");

const NAMES = ["trace", "debug", "info", "warning", "error", "critical"];
const INFO = 2;

class Logger {
  constructor(_type, _name, file) {
    this.file = file;
    this.level = INFO;
    this.bare = false;
    mkdirSync(dirname(file), { recursive: true });
    appendFileSync(file, "");
    NAMES.forEach((name, level) => {
      this[name === "warning" ? "warn" : name] = (message) => this.write(level, message);
    });
  }

  write(level, message) {
    if (level < this.level || !this.file) return;
    const head = this.bare ? "" : `${new Date().toISOString().replace("T", " ").replace("Z", "")} [${NAMES[level]}] `;
    try {
      appendFileSync(this.file, this.bare ? message : `${head}${message}\n`);
    } catch {
      // The folder of a finished run is gone; nobody reads this log any more.
    }
  }

  getLevel() {
    return this.level;
  }

  setLevel(level) {
    this.level = level;
  }

  clearFormatters() {
    this.bare = true;
  }

  setPattern() {}

  flush() {}

  drop() {
    this.file = undefined;
  }
}

const create = async (name, file) => new Logger("rotating", name, file);

exports.version = 0;
exports.Logger = Logger;
exports.createRotatingLogger = create;
exports.createAsyncRotatingLogger = create;
exports.setLevel = () => {};
exports.setFlushOn = () => {};
