//! The body of `functional!`: names become values and layers, and calls of layers become the graph.

use proc_macro2::{Ident, Span, TokenStream};

use super::{Counts, input, kind};
use crate::errors::Errors;
use crate::layers::Takes;
use crate::model::{Call, Kind, Layer, Model, Name, Output, Value};
use crate::syntax::{self, Callee, Expr, Function, Let, Place, Word};
use crate::words;

/// What a name stands for.
#[derive(Clone, Copy, Debug)]
enum Meaning {
    Value(Value),
    /// Its place among the model's layers.
    Layer(usize),
    /// Unknown after a mistake that is reported.
    Broken,
}

/// A name and what became of it.
#[derive(Debug)]
struct Binding {
    word: Word,
    meaning: Meaning,
    is_used: bool,
    what: &'static str,
}

pub(super) fn lower(function: Function, model: &mut Model, errors: &mut Errors) {
    let names = function
        .statements
        .iter()
        .map(|statement| statement.name.text())
        .collect();
    let mut body = Lowering {
        model,
        errors,
        bindings: Vec::new(),
        names,
        done: 0,
        counts: Counts::default(),
        is_broken: false,
    };
    body.inputs(&function);
    for statement in function.statements {
        body.statement(statement);
    }
    body.outputs(&function.outputs, function.outputs_place);
    body.unused();
}

struct Lowering<'a> {
    model: &'a mut Model,
    errors: &'a mut Errors,
    /// In the order in which they are made; the last one of a name is the one in force.
    bindings: Vec<Binding>,
    /// The names of all statements: no layer without a name of its own takes one of them.
    names: Vec<String>,
    /// How many statements are done.
    done: usize,
    counts: Counts,
    /// Whether a mistake leaves open what is used.
    is_broken: bool,
}

impl Lowering<'_> {
    fn inputs(&mut self, function: &Function) {
        for parameter in &function.inputs {
            let name = parameter.name.text();
            if let Some(first) = self.bindings.iter().find(|binding| binding.word.text() == name) {
                let sentence = format!("there are two inputs `{}`", first.word.ident);
                self.errors.help(parameter.name.place, sentence, "use another name");
                self.is_broken = true;
                continue;
            }
            let mut lowered = input::lower(&parameter.layer, self.errors);
            lowered.name = Some(parameter.name.clone());
            lowered.value.clone_from(&name);
            if let Some(first) = self.model.inputs.first()
                && first.scalar != lowered.scalar
            {
                self.errors.help(
                    parameter.layer.kind.place,
                    format!("`{name}` has another number type than the first input"),
                    "all inputs of a model have one: write the same `dtype` on each",
                );
            }
            self.bindings.push(Binding {
                word: parameter.name.clone(),
                meaning: Meaning::Value(self.model.inputs.len()),
                is_used: false,
                what: "input",
            });
            self.model.inputs.push(lowered);
        }
    }

    fn statement(&mut self, statement: Let) {
        let Let { name, docs, value, .. } = statement;
        self.done += 1;
        let what = match &value {
            Expr::Layer(_) => "layer",
            _ => "value",
        };
        let meaning = match value {
            Expr::Layer(layer) => Meaning::Layer(self.layer(*layer, Some((&name, docs)))),
            Expr::Name(word) => self.name(&word).unwrap_or(Meaning::Broken),
            Expr::Call(call) => self.call(call, Some((&name, docs))),
            Expr::Broken(_) => {
                self.is_broken = true;
                Meaning::Broken
            }
        };
        self.shadow(&name);
        self.bindings.push(Binding {
            word: name,
            meaning,
            is_used: false,
            what,
        });
    }

    /// A name that is given again hides the one before, which nothing can use any more.
    fn shadow(&mut self, name: &Word) {
        let text = name.text();
        let hidden = self.bindings.iter().rposition(|binding| binding.word.text() == text);
        if let Some(binding) = hidden.map(|hidden| self.bindings.remove(hidden)) {
            self.report_unused(&binding);
        }
    }

    /// Whether a statement that is still to come gives this name.
    fn comes_later(&self, name: &str) -> bool {
        let mut later = self.names.iter().skip(self.done);
        later.any(|later| later == name)
    }

    /// What a name stands for; `None` after reporting that it stands for nothing.
    fn name(&mut self, word: &Word) -> Option<Meaning> {
        let name = word.text();
        if let Some(binding) = self
            .bindings
            .iter_mut()
            .rev()
            .find(|binding| binding.word.text() == name)
        {
            binding.is_used = true;
            return Some(binding.meaning);
        }
        self.is_broken = true;
        let help = if self.comes_later(&name) {
            "move its `let` before this line".to_owned()
        } else {
            let known: Vec<String> = self.bindings.iter().map(|binding| binding.word.text()).collect();
            let names: Vec<&str> = known.iter().map(String::as_str).collect();
            match words::nearest_of(&name, &names) {
                Some(near) => format!("did you mean `{near}`?"),
                None if words::is_layer(&name) => format!("a layer is called with its values: `{name}(…)`"),
                None if names.is_empty() => "no input and no value has a name yet".to_owned(),
                None => format!("the names here are {}", words::list(names)),
            }
        };
        let sentence = if self.comes_later(&name) {
            format!("`{name}` is used before its `let`")
        } else {
            format!("there is no value or layer `{name}`")
        };
        self.errors.help(word.place, sentence, help);
        None
    }

    /// A new layer, whose name is that of its `let`.
    fn layer(&mut self, mut layer: syntax::Layer, of: Option<(&Word, TokenStream)>) -> usize {
        layer.position = layerproof_rules::Place::UNNUMBERED;
        let (kind, meant) = kind(&layer, self.errors);
        let model = &*self.model;
        let is_field = |name: &str| model.layers.iter().any(|layer| layer.name.text() == name);
        let names = &self.names;
        let (name, docs) = match of {
            // A `let` of the same name hides the first, but a struct has both fields.
            Some((word, docs)) if is_field(&word.text()) => (Name::Given(numbered(word, is_field)), docs),
            Some((word, docs)) => (Name::Given(word.clone()), docs),
            None => {
                let is_taken = |name: &str| is_field(name) || names.iter().any(|other| other == name);
                (self.counts.name(&meant, is_taken), layer.docs)
            }
        };
        self.model.layers.push(Layer {
            docs,
            name,
            word: layer.kind,
            kind,
            position: layer.position,
            text: layer.text,
            first_call: None,
        });
        self.model.layers.len() - 1
    }

    fn call(&mut self, call: syntax::Call, of: Option<(&Word, TokenStream)>) -> Meaning {
        let syntax::Call {
            callee,
            values,
            place,
            text,
        } = call;
        let value = of.as_ref().map(|(word, _)| word.text());
        // The layer first: its fields stand in the order in which they are written.
        let (layer, word, name) = match callee {
            Callee::Layer(layer) => {
                let (word, name) = (layer.kind.clone(), layer.text.clone());
                let first_new = self.model.layers.len();
                let layer = self.layer(*layer, of);
                debug_assert!(layer >= first_new);
                (Some(layer), word, name)
            }
            Callee::Name(word) => {
                let name = word.text();
                (self.callee(&word, &values), word, name)
            }
        };
        let inputs: Vec<Option<Value>> = values.into_iter().map(|value| self.value(value)).collect();
        let Some(layer) = layer else {
            return Meaning::Broken;
        };
        let count = inputs.len();
        if !self.takes(layer, count, &word, &name, place) {
            self.is_broken = true;
            return Meaning::Broken;
        }
        let Some(inputs) = inputs.into_iter().collect::<Option<Vec<Value>>>() else {
            return Meaning::Broken;
        };
        let number = self.model.calls.len();
        let called = self.model.layers.get_mut(layer).map(|layer| &mut layer.first_call);
        let first = called.map_or(number, |first| *first.get_or_insert(number));
        self.model.calls.push(Call {
            layer,
            inputs,
            word,
            text: name,
            value: value.unwrap_or(text),
            first,
        });
        Meaning::Value(self.model.inputs.len() + number)
    }

    /// The layer that a name stands for.
    fn callee(&mut self, word: &Word, values: &[Expr]) -> Option<usize> {
        let name = word.text();
        let is_bound = self.bindings.iter().any(|binding| binding.word.text() == name);
        if !is_bound && !self.comes_later(&name) {
            self.is_broken = true;
            let layers = self
                .bindings
                .iter()
                .filter(|binding| matches!(binding.meaning, Meaning::Layer(_)));
            let known: Vec<String> = layers.map(|binding| binding.word.text()).collect();
            let names: Vec<&str> = known.iter().map(String::as_str).collect();
            let help = match (words::nearest_of(&name, &names), words::nearest_layer(&name)) {
                (Some(near), _) | (None, Some(near)) => format!("did you mean `{near}`?"),
                (None, None) => {
                    format!("a layer is named by `let {name} = Dense<8>;`, or written in place: `Dense<8>(…)`")
                }
            };
            self.errors
                .help(word.place, format!("there is no layer `{name}`"), help);
            return None;
        }
        match self.name(word)? {
            Meaning::Layer(layer) => Some(layer),
            Meaning::Broken => None,
            Meaning::Value(_) => {
                self.is_broken = true;
                let argument = match values {
                    [Expr::Name(value)] => value.text(),
                    _ => name.clone(),
                };
                self.errors.help(
                    word.place,
                    format!("`{name}` is a value, and only layers are called"),
                    format!("a layer is named without being called, `let {name} = Dense<8>;`, and then called: `{name}({argument})`"),
                );
                None
            }
        }
    }

    /// The value of an expression; `None` after a mistake.
    fn value(&mut self, value: Expr) -> Option<Value> {
        let (meaning, word) = match value {
            Expr::Name(word) => (self.name(&word)?, word),
            Expr::Call(call) => match self.call(call, None) {
                Meaning::Value(value) => return Some(value),
                Meaning::Layer(_) | Meaning::Broken => return None,
            },
            Expr::Layer(layer) => {
                self.is_broken = true;
                let text = layer.text.clone();
                self.errors.help(
                    layer.kind.place,
                    format!("`{text}` is a layer, and here a value is taken"),
                    format!("call it: `{text}(…)`"),
                );
                return None;
            }
            Expr::Broken(_) => {
                self.is_broken = true;
                return None;
            }
        };
        match meaning {
            Meaning::Value(value) => Some(value),
            Meaning::Broken => None,
            Meaning::Layer(_) => {
                self.is_broken = true;
                self.errors.help(
                    word.place,
                    format!("`{}` is a layer, and here a value is taken", word.ident),
                    format!("call it: `{}(…)`", word.ident),
                );
                None
            }
        }
    }

    /// Whether the layer takes so many values.
    fn takes(&mut self, layer: usize, count: usize, word: &Word, name: &str, place: Place) -> bool {
        let Some(Layer {
            kind: Kind::Known(entry, _),
            ..
        }) = self.model.layers.get(layer)
        else {
            return count >= 1;
        };
        let (fits, takes) = match entry.takes {
            Takes::One => (count == 1, "one value"),
            Takes::Two => (count == 2, "two values"),
            Takes::Several => (
                (2..=layerproof_rules::MAX_INPUTS).contains(&count),
                "two values or more",
            ),
            Takes::Any => ((1..=layerproof_rules::MAX_INPUTS).contains(&count), "one value or more"),
        };
        if fits {
            return true;
        }
        let found = match count {
            0 => "none".to_owned(),
            count => count.to_string(),
        };
        if count > layerproof_rules::MAX_INPUTS && matches!(entry.takes, Takes::Several | Takes::Any) {
            self.errors.help(
                place,
                format!(
                    "`{name}` takes at most {} values, found {count}",
                    layerproof_rules::MAX_INPUTS
                ),
                format!("take some of them together first, with `{}` of its own", entry.name),
            );
            return false;
        }
        let help = match (entry.takes, count) {
            (_, 0) => format!("write them in the parentheses: `{name}(…)`"),
            (Takes::One, _) => format!("take them together first: `{name}(Concatenate(…))`"),
            _ => "write each of them in the parentheses".to_owned(),
        };
        let blamed = if count == 0 { word.place } else { place };
        self.errors
            .help(blamed, format!("`{name}` takes {takes}, found {found}"), help);
        false
    }

    fn outputs(&mut self, outputs: &[Word], place: Place) {
        if outputs.is_empty() {
            if self.errors.is_empty() {
                self.errors.help(
                    place,
                    "this model has no outputs",
                    "name them behind the inputs, as in `-> y` or `-> (score, rating)`",
                );
            }
            self.is_broken = true;
        }
        let mut seen: Vec<(String, Option<Value>)> = Vec::new();
        for word in outputs {
            let name = word.text();
            if seen.iter().any(|(other, _)| *other == name) {
                self.errors.help(
                    word.place,
                    format!("there are two outputs `{name}`"),
                    "leave out one of the two",
                );
                continue;
            }
            let value = self.output(word, &seen);
            seen.push((name, value));
            if let Some(value) = value {
                self.model.outputs.push(Output {
                    name: Some(word.clone()),
                    value,
                });
            }
        }
    }

    fn output(&mut self, word: &Word, seen: &[(String, Option<Value>)]) -> Option<Value> {
        let name = word.text();
        let bound = self
            .bindings
            .iter_mut()
            .rev()
            .find(|binding| binding.word.text() == name);
        let Some(binding) = bound else {
            self.is_broken = true;
            let known: Vec<String> = self.bindings.iter().map(|binding| binding.word.text()).collect();
            let names: Vec<&str> = known.iter().map(String::as_str).collect();
            let help = match words::nearest_of(&name, &names) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("write `let {name} = …;`"),
            };
            self.errors.help(
                word.place,
                format!("the output `{name}` is no value of this model"),
                help,
            );
            return None;
        };
        binding.is_used = true;
        match binding.meaning {
            Meaning::Broken => None,
            Meaning::Layer(_) => {
                self.is_broken = true;
                self.errors.help(
                    word.place,
                    format!("the output `{name}` is a layer, not a value"),
                    format!("call it with a value: `let {name} = {name}(…);`"),
                );
                None
            }
            Meaning::Value(value) if value < self.model.inputs.len() => {
                self.errors.help(
                    word.place,
                    format!("the output `{name}` is an input as it is"),
                    "leave it out: who calls the model has it already",
                );
                None
            }
            Meaning::Value(value) => {
                if let Some((other, _)) = seen.iter().find(|(_, other)| *other == Some(value)) {
                    self.errors.help(
                        word.place,
                        format!("the outputs `{other}` and `{name}` are the same value"),
                        "leave out one of the two",
                    );
                    return None;
                }
                self.dropped(word, value);
                Some(value)
            }
        }
    }

    /// Dropout works between layers, while training; at the end it would only spoil what the loss sees.
    fn dropped(&mut self, word: &Word, value: Value) {
        let layer = self
            .model
            .call(value)
            .and_then(|(_, call)| self.model.layers.get(call.layer));
        if let Some(entry) = layer.and_then(Layer::entry).filter(|entry| entry.is_noise) {
            let article = if entry.name.starts_with('A') { "an" } else { "a" };
            self.errors.help(
                word.place,
                format!(
                    "the output `{}` comes out of {article} `{}`, which would {} the model's own answers",
                    word.ident,
                    entry.name,
                    crate::layers::what_noise_does(entry.name)
                ),
                "leave it out, or put a layer after it",
            );
        }
    }

    fn unused(&mut self) {
        for binding in std::mem::take(&mut self.bindings) {
            self.report_unused(&binding);
        }
    }

    fn report_unused(&mut self, binding: &Binding) {
        let is_broken = self.is_broken || matches!(binding.meaning, Meaning::Broken);
        if binding.is_used || is_broken {
            return;
        }
        let (what, name) = (binding.what, &binding.word.ident);
        let (sentence, help) = match binding.meaning {
            Meaning::Layer(_) => (
                format!("the layer `{name}` is never called"),
                format!("call it, as in `{name}(…)`, or leave it out"),
            ),
            _ => (
                format!("nothing uses the {what} `{name}`"),
                "leave it out, or make it an output".to_owned(),
            ),
        };
        let help = if what == "input" {
            "leave it out".to_owned()
        } else {
            help
        };
        self.errors.help(binding.word.place, sentence, help);
    }
}

/// `hidden_2` for a second `hidden`.
fn numbered(word: &Word, is_taken: impl Fn(&str) -> bool) -> Word {
    let mut number = 2;
    let base = word.text();
    loop {
        let name = format!("{base}_{number}");
        if !is_taken(&name) {
            let span = Span::call_site().located_at(word.ident.span());
            return Word {
                ident: Ident::new(&name, span),
                place: word.place,
            };
        }
        number += 1;
    }
}
