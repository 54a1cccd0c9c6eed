#!/usr/bin/env python3
"""What an editor shows of a model: hover, go-to-definition and completion, asked of rust-analyzer over stdio.

    python3 ui-tests/editor/editor.py [rust-analyzer]

Makes a small crate in a temporary folder, opens one program after another in it, and checks the answers.
"""

import json
import pathlib
import queue
import shutil
import subprocess
import sys
import tempfile
import threading

ROOT = pathlib.Path(__file__).resolve().parents[2]
LIMIT = 300  # seconds for any one answer, the first of which waits for a build

# `▮n` marks a place that a check below names.
WHOLE = """
use layerproof::prelude::*;

sequential! {
    /// Is this adult overweight?
    pub struct Overweight {
        Input<2>,
        ▮1hidden: ▮2Dense<8, ▮3Relu, kernel_initializer = ▮4HeNormal>,
        Dense<HIDDEN, ▮5Sigmoid>,
    }
}

const HIDDEN: usize = 1;

type Anonymous = sequential!(Input<2>, ▮6Dense<8, ▮7Tanh>, Dense<1>);

pub fn ask(model: &▮8Overweight, other: &Anonymous) -> f32 {
    other.predict(&[0.1, 0.2])[0] + model.▮9hidden.bias[0]
}
"""

# Each is a model while it is typed; the rest of the file goes on using it.
HALF = {
    "an open list": "Input<2>, Dense<",
    "half an activation": "Input<2>, Dense<8, Re",
    "a missing comma": "Input<2>, Dense<8, Relu> Dense<1>,",
    "an empty body": "",
    "half a layer": "Input<2>, Den",
    "half an argument": "Input<2>, Dense<8, use_bi>, Dense<1>,",
}
TYPING = """
use layerproof::prelude::*;

sequential! {
    pub struct Typed {
        %s
    }
}

pub fn ask(model: &▮1Typed) -> f32 {
    model.▮2predict(&[0.1, 0.2])[0]
}
"""


class Server:
    """rust-analyzer, spoken to in messages of JSON."""

    def __init__(self, program, folder):
        self.process = subprocess.Popen([program], cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.folder, self.id, self.messages = folder, 0, queue.Queue()
        self.is_ready = threading.Event()
        threading.Thread(target=self.read, daemon=True).start()
        options = {"cargo": {"buildScripts": {"enable": True}}, "procMacro": {"enable": True}, "checkOnSave": False}
        server = shutil.which("rust-analyzer-proc-macro-srv", path="/usr/libexec")
        sysroot = subprocess.run(["rustc", "--print", "sysroot"], cwd=ROOT, capture_output=True, text=True, check=True)
        own = pathlib.Path(sysroot.stdout.strip(), "libexec/rust-analyzer-proc-macro-srv")
        if own.exists() or server:
            options["procMacro"]["server"] = str(own) if own.exists() else server
        self.ask(
            "initialize",
            {
                "processId": None,
                "rootUri": folder.as_uri(),
                "capabilities": {
                    "experimental": {"serverStatusNotification": True},
                    "textDocument": {"hover": {"contentFormat": ["markdown"]}, "definition": {"linkSupport": False}},
                    "window": {"workDoneProgress": True},
                },
                "initializationOptions": options,
            },
        )
        self.tell("initialized", {})

    def read(self):
        stream = self.process.stdout
        while True:
            length = 0
            while (line := stream.readline().strip()) != b"":
                if line.lower().startswith(b"content-length:"):
                    length = int(line.split(b":")[1])
            if length == 0:
                return
            message = json.loads(stream.read(length))
            if message.get("method") == "experimental/serverStatus":
                status = message["params"]
                if status.get("quiescent"):
                    print("server:", status["health"], status.get("message") or "")
                    self.is_ready.set()
            elif "method" in message and "id" in message:
                self.send({"id": message["id"], "result": None})
            elif "id" in message:
                self.messages.put(message)

    def send(self, message):
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.process.stdin.flush()

    def tell(self, method, params):
        self.send({"method": method, "params": params})

    def ask(self, method, params):
        self.id += 1
        self.send({"id": self.id, "method": method, "params": params})
        while True:
            message = self.messages.get(timeout=LIMIT)
            if message["id"] == self.id:
                if "error" in message:
                    raise RuntimeError(message["error"])
                return message["result"]


class Program:
    """One file of the crate, open in the editor, with its marked places."""

    versions = {}

    def __init__(self, server, text):
        self.server, self.marks, plain = server, {}, []
        for number, line in enumerate(text.split("\n")):
            while "▮" in line:
                column = line.index("▮")
                self.marks[int(line[column + 1])] = {"line": number, "character": column}
                line = line[:column] + line[column + 2 :]
            plain.append(line)
        path = server.folder / "src/lib.rs"
        self.uri = path.as_uri()
        version = Program.versions[self.uri] = Program.versions.get(self.uri, 0) + 1
        document = {"uri": self.uri, "version": version}
        if version == 1:
            path.write_text("\n".join(plain))
            server.tell("textDocument/didOpen", {"textDocument": {**document, "languageId": "rust", "text": "\n".join(plain)}})
        else:
            server.tell("textDocument/didChange", {"textDocument": document, "contentChanges": [{"text": "\n".join(plain)}]})

    def at(self, mark, method):
        return self.server.ask("textDocument/" + method, {"textDocument": {"uri": self.uri}, "position": self.marks[mark]})

    def hover(self, mark):
        answer = self.at(mark, "hover")
        return answer["contents"]["value"] if answer else ""

    def definition(self, mark):
        """The first file and the text of the line that the definition is at."""
        answer = self.at(mark, "definition")
        if not answer:
            return ""
        place = answer[0] if isinstance(answer, list) else answer
        path = pathlib.Path(place["uri"].removeprefix("file://"))
        return f'{path.name}: {path.read_text().splitlines()[place["range"]["start"]["line"]].strip()}'

    def completion(self, mark):
        answer = self.at(mark, "completion")
        items = answer["items"] if isinstance(answer, dict) else answer or []
        return [item["label"].split("(")[0] for item in items]


failed = []


def check(what, found, *wanted):
    fine = all(part in found for part in wanted)
    shown = found if isinstance(found, str) else ", ".join(found[:12])
    print("ok  " if fine else "FAIL", what)
    if not fine:
        print("     wanted:", wanted, "\n     found:", shown)
        failed.append(what)


def main():
    program = sys.argv[1] if len(sys.argv) > 1 else "/usr/bin/rust-analyzer"
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        (folder / "src").mkdir()
        (folder / "src/lib.rs").write_text("")
        (folder / "rust-toolchain.toml").write_text((ROOT / "rust-toolchain.toml").read_text())
        shutil.copy(ROOT / "Cargo.lock", folder / "Cargo.lock")
        (folder / "Cargo.toml").write_text(
            f'[package]\nname = "edited"\nversion = "0.1.0"\nedition = "2024"\n\n[dependencies]\n'
            f'layerproof = {{ path = "{ROOT / "core"}" }}\n\n[workspace]\n'
        )
        server = Server(program, folder)
        whole = Program(server, WHOLE)
        if not server.is_ready.wait(LIMIT):
            raise SystemExit("rust-analyzer is not ready")
        check("hover on a layer", whole.hover(2), "pub struct Dense", "keras.layers.Dense")
        check("hover on an activation", whole.hover(3), "Relu", "max")
        check("hover on an initializer", whole.hover(4), "HeNormal")
        check("hover on a layer's name", whole.hover(1), "hidden", "Dense")
        check("hover on a layer of the anonymous form", whole.hover(6), "Dense")
        check("hover on its activation", whole.hover(7), "Tanh")
        check("hover on the model", whole.hover(8), "Overweight", "Is this adult overweight?")
        check("hover on a field", whole.hover(9), "hidden")
        check("definition of a layer", whole.definition(2), "dense.rs", "pub struct Dense")
        check("definition of an activation", whole.definition(3), "rectifiers.rs")
        check("definition of an initializer", whole.definition(4), "HeNormal")
        check("definition of the last activation", whole.definition(5), "squashing.rs")
        check("definition of the model", whole.definition(8), "pub struct Overweight")
        check("definition of a field", whole.definition(9), "hidden: Dense<8")
        for what, body in HALF.items():
            typed = Program(server, TYPING % body)
            check(f"{what}: hover on the model", typed.hover(1), "Typed")
            names = typed.completion(2)
            check(f"{what}: completion of its methods", names, "predict", "compile", "save", "load", "predict_batch")
        server.process.kill()
    print(f"{len(failed)} failed")
    raise SystemExit(bool(failed))


main()
