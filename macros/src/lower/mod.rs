//! From a [`Source`] to a [`Model`]: every layer and argument gets its meaning, or its error.

mod activation;
mod arguments;
mod convolution;
mod dense;
mod initializer;
mod input;
mod pooling;
mod shaping;
mod value;

use proc_macro2::Ident;

use crate::errors::Errors;
use crate::model::{Kind, Layer, Model, Name};
use crate::syntax::{self, Body, Source, Word};
use crate::words;

/// Gives every layer and argument its meaning.
pub(crate) fn lower(source: Source, errors: &mut Errors) -> Model {
    let mut input = None;
    let mut layers = Vec::new();
    let mut counts: Vec<(&'static str, usize)> = Vec::new();
    let written = match source.body {
        Body::Sequential(layers) => layers,
        Body::Function(_) => Vec::new(),
    };
    for layer in written {
        if layer.is_input() {
            let lowered = input::lower(&layer, errors);
            input.get_or_insert(lowered);
            continue;
        }
        let meant = if words::is_layer(&layer.kind.text()) {
            layer.clone()
        } else {
            unknown(&layer, errors)
        };
        let kind = if meant.broken {
            guess(&meant)
        } else {
            kind(&meant, errors)
        };
        let name = layer
            .name
            .map_or_else(|| generated(&meant.kind, &mut counts), Name::Given);
        layers.push(Layer {
            docs: layer.docs,
            name,
            word: layer.kind,
            kind,
            position: layer.position,
            text: layer.text,
        });
    }
    let input = input.unwrap_or_else(|| input::missing(source.place));
    Model {
        form: source.form,
        input,
        layers,
        krate: source.krate,
        weights: source.weights,
    }
}

/// `dense_2` for the second dense layer without a name.
fn generated(kind: &Word, counts: &mut Vec<(&'static str, usize)>) -> Name {
    let stem = words::stem(&kind.text());
    Name::Generated(format!("{stem}_{}", next(counts, stem)))
}

/// One more layer of this stem.
fn next(counts: &mut Vec<(&'static str, usize)>, stem: &'static str) -> usize {
    if let Some((_, count)) = counts.iter_mut().find(|(known, _)| *known == stem) {
        *count += 1;
        return *count;
    }
    counts.push((stem, 1));
    1
}

fn kind(layer: &syntax::Layer, errors: &mut Errors) -> Kind {
    let kind = match layer.kind.text().as_str() {
        "Dense" => dense::lower(layer, errors),
        "Conv2d" => convolution::conv2d(layer, errors),
        "MaxPooling2d" => pooling::max_2d(layer, errors),
        "GlobalAveragePooling2d" => Some(pooling::global_average_2d(layer, errors)),
        "Activation" => activation::layer(layer, errors),
        "Dropout" => shaping::dropout(layer, errors),
        "Flatten" => Some(shaping::flatten(layer, errors)),
        "Reshape" => shaping::reshape(layer, errors),
        name if words::is_activation(name) => activation::alone(layer, errors),
        _ => None,
    };
    kind.unwrap_or(Kind::Unknown)
}

/// What a layer probably is after a mistake that is reported already: nothing more is said about it.
fn guess(layer: &syntax::Layer) -> Kind {
    let mut ignored = Errors::new();
    let kind = kind(layer, &mut ignored);
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
    // `BatchNorm2d` is nearer to the later `BatchNormalization` than to anything here.
    if words::later_layer(&word).is_some() {
        errors.help(
            layer.kind.place,
            format!(
                "layer {}: `{word}` is not in this version of layerproof yet",
                layer.position
            ),
            words::layers_help(),
        );
        return meant;
    }
    if !layer.respelled {
        errors.help(
            layer.kind.place,
            format!("layer {}: there is no layer `{word}`", layer.position),
            words::layer_help(&word),
        );
    }
    if let Some(near) = words::nearest_layer(&word) {
        meant.kind.ident = Ident::new(near, layer.kind.ident.span());
    }
    meant
}
