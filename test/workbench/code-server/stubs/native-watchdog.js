// Stands in for the native module @vscode/native-watchdog, which would have to be compiled. It has nothing to do: the
// extension host asks once a second whether its server is alive, and this only serves a host that is blocked.
exports.start = () => {};

exports.exit = (code) => process.exit(code);
