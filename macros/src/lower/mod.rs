//! From a [`Source`] to a [`Model`]: every layer and argument gets its meaning, or its error.

mod function;
mod input;

use proc_macro2::Ident;

use crate::arguments::activation;
use crate::errors::Errors;
use crate::layers::{SOFTMAX_OVER, Takes, find};
use crate::model::{Call, Kind, Layer, Model, Name, Output};
use crate::syntax::{self, Body, Source, Word};
use crate::words;

/// Gives every layer and argument its meaning.
pub(crate) fn lower(source: Source, errors: &mut Errors) -> Model {
    let Source {
        form,
        body,
        place,
        krate,
        weights,
    } = source;
    let mut model = Model {
        form,
        is_function: matches!(body, Body::Function(_)),
        inputs: Vec::new(),
        layers: Vec::new(),
        calls: Vec::new(),
        outputs: Vec::new(),
        krate,
        weights,
    };
    match body {
        Body::Sequential(layers) => sequence(layers, &mut model, errors),
        Body::Function(function) => function::lower(function, &mut model, errors),
    }
    if model.inputs.is_empty() {
        model.inputs.push(input::missing(place));
    }
    recursion(&mut model, errors);
    model
}

/// A model cannot hold itself.
fn recursion(model: &mut Model, errors: &mut Errors) {
    let syntax::Form::Item { name, .. } = &model.form else {
        return;
    };
    let name = name.text();
    for layer in &mut model.layers {
        if layer.type_path().is_some_and(|path| path.to_string() == name) {
            errors.help(
                layer.word.place,
                format!("`{}` stands in `{name}`, and would have to hold itself", layer.text),
                "name another model",
            );
            layer.kind = Kind::Unknown;
        }
    }
}

/// Each layer is called once, with what the one before gives.
fn sequence(layers: Vec<syntax::Layer>, model: &mut Model, errors: &mut Errors) {
    let mut counts = Counts::default();
    let mut input = None;
    for layer in layers {
        if layer.is_input() {
            let lowered = input::lower(&layer, errors);
            input.get_or_insert(lowered);
            continue;
        }
        let (kind, meant) = kind(&layer, errors);
        if let Some(entry) = find(&meant.text()).filter(|entry| matches!(entry.takes, Takes::Two | Takes::Several)) {
            errors.help(
                layer.kind.place,
                format!(
                    "layer {}: `{}` takes several values, and here there is one",
                    layer.position, entry.name
                ),
                "write the model as a function, with `functional!`",
            );
        }
        let name = layer.name.map_or_else(|| counts.name(&meant, |_| false), Name::Given);
        let number = model.layers.len();
        model.calls.push(Call {
            layer: number,
            inputs: vec![number],
            word: layer.kind.clone(),
            text: layer.text.clone(),
            value: layer.text.clone(),
            first: number,
        });
        model.layers.push(Layer {
            docs: layer.docs,
            name,
            word: layer.kind,
            kind,
            position: layer.position,
            text: layer.text,
            first_call: Some(number),
        });
    }
    model.inputs.extend(input);
    model.outputs.push(Output {
        name: None,
        value: model.layers.len(),
    });
}

/// The layers without a name, counted by their stems.
#[derive(Debug, Default)]
struct Counts(Vec<(&'static str, usize)>);

impl Counts {
    /// `dense_2` for the second dense layer without a name, unless that is taken.
    fn name(&mut self, kind: &Word, is_taken: impl Fn(&str) -> bool) -> Name {
        let stem = words::stem(&kind.text());
        loop {
            let name = format!("{stem}_{}", self.next(stem));
            if !is_taken(&name) {
                return Name::Generated(name);
            }
        }
    }

    /// One more layer of this stem.
    fn next(&mut self, stem: &'static str) -> usize {
        if let Some((_, count)) = self.0.iter_mut().find(|(known, _)| *known == stem) {
            *count += 1;
            return *count;
        }
        self.0.push((stem, 1));
        1
    }
}

/// What a layer is, and the word that is meant by its name.
fn kind(layer: &syntax::Layer, errors: &mut Errors) -> (Kind, Word) {
    let meant = if words::is_layer(&layer.kind.text()) {
        layer.clone()
    } else {
        unknown(layer, errors)
    };
    let kind = if meant.broken {
        guess(&meant)
    } else {
        known(&meant, errors)
    };
    (kind, meant.kind)
}

fn known(layer: &syntax::Layer, errors: &mut Errors) -> Kind {
    let Some(entry) = find(&layer.kind.text()) else {
        return Kind::Unknown;
    };
    // Along the last axis it is the activation, and probabilities come out.
    let entry = if activation::is_softmax_over(layer) {
        &SOFTMAX_OVER
    } else {
        entry
    };
    match (entry.read)(layer, errors) {
        Some(values) => Kind::Known(entry, values),
        None => Kind::Unknown,
    }
}

/// What a layer probably is after a mistake that is reported already: nothing more is said about it.
fn guess(layer: &syntax::Layer) -> Kind {
    let mut ignored = Errors::new();
    let kind = known(layer, &mut ignored);
    ignored.finish();
    kind
}

/// Reports a layer that does not exist, and gives the one that is probably meant.
fn unknown(layer: &syntax::Layer, errors: &mut Errors) -> syntax::Layer {
    let word = layer.kind.text();
    let mut meant = syntax::Layer {
        broken: true,
        ..layer.clone()
    };
    // `Lstm` is nearer to nothing here than to the layer of that name.
    if words::later_layer(&word).is_some() {
        errors.help(
            layer.kind.place,
            format!("{}`{word}` is not in this version of layerproof yet", layer.prefix()),
            words::layers_help(),
        );
        return meant;
    }
    if !layer.respelled {
        errors.help(
            layer.kind.place,
            format!("{}there is no layer `{word}`", layer.prefix()),
            words::layer_help(&word),
        );
    }
    if let Some(near) = words::nearest_layer(&word) {
        meant.kind.ident = Ident::new(near, layer.kind.ident.span());
    }
    meant
}
