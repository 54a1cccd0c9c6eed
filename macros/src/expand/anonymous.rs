//! The anonymous form: a type, whose layers are nested pairs.

use proc_macro2::TokenStream;
use quote::quote;

use super::assertions::{self, Start};
use super::names::Names;
use super::shapes::{self, Dim, Dims};
use super::types;
use crate::check::Output;
use crate::model::{Layer, Model, Size, SizeKind};
use crate::syntax::Word;

/// `<::layerproof::Sequential<(Dense<…>, (Dense<…>, ()))> as AsType>::ThisIsATypeNotAValue`
pub(super) fn model(model: &Model, outputs: &[Output], shapes: &[Option<Dims>], names: &Names) -> Option<TokenStream> {
    let mut layers = Vec::new();
    for (i, layer) in model.layers.iter().enumerate() {
        let (given, output) = (shapes.get(i)?.as_ref()?, shapes.get(i + 1)?.as_ref()?);
        if !shapes::takes(&layer.kind, given) {
            return None;
        }
        let assertions = assertions(model, outputs, layer, names);
        let is_needed = !assertions.is_empty() || given.iter().chain(output).any(Dim::is_derived);
        let chain = if is_needed {
            chain(model, shapes, layer, names)
        } else {
            TokenStream::new()
        };
        let names = names.with_chain(chain);
        let given = with_assertions(given, &assertions, &layer.word, &names);
        layers.push(types::layer(layer, &given, output, &names));
    }
    let krate = &names.krate;
    let pairs = layers
        .into_iter()
        .rev()
        .fold(quote!(()), |rest, layer| quote!((#layer, #rest)));
    Some(as_type(&quote!(#krate::Sequential<#pairs>), names))
}

/// The type by a path that is an error in plain words where a value stands, as in `let model = sequential!(…)`.
pub(super) fn as_type(model: &TokenStream, names: &Names) -> TokenStream {
    let krate = &names.krate;
    quote!(<#model as #krate::AsType>::ThisIsATypeNotAValue)
}

/// What is left to the compiler about one layer, and with the first one about the input.
fn assertions(model: &Model, outputs: &[Output], layer: &Layer, names: &Names) -> TokenStream {
    let given = outputs.get(layer.position - 1);
    let is_checked = matches!(given, Some(Output::Known(_))) && layer.rule().is_some();
    let mut assertions = TokenStream::new();
    if layer.position == 1 {
        assertions.extend(assertions::input(model, names));
    }
    assertions.extend(assertions::layer(layer, is_checked, names));
    assertions
}

/// There is no place for items beside a type, so the assertions about a layer stand in its first size.
fn with_assertions(dims: &Dims, assertions: &TokenStream, word: &Word, names: &Names) -> Dims {
    let mut dims = dims.clone();
    if let Some(first) = dims.first_mut().filter(|_| !assertions.is_empty()) {
        let (chain, size) = (&names.chain, first.argument(names));
        *first = Dim::Written(Size {
            kind: SizeKind::Constant(quote!({ #chain #assertions #size })),
            argument: "size",
            place: word.place,
            text: String::new(),
        });
    }
    dims
}

/// The rules up to this layer, from the last place on where all sizes are written out.
fn chain(model: &Model, shapes: &[Option<Dims>], layer: &Layer, names: &Names) -> TokenStream {
    let is_written = |dims: &Option<Dims>| dims.as_ref().is_some_and(|dims| !dims.iter().any(Dim::is_derived));
    let before = shapes.get(..layer.position).unwrap_or_default();
    let position = before.iter().rposition(is_written).unwrap_or_default();
    let dims = shapes.get(position).and_then(Option::as_ref);

    let source = match position.checked_sub(1).and_then(|index| model.layers.get(index)) {
        Some(layer) => &layer.text,
        None => &model.input.text,
    };
    let layers = model.layers.get(position..layer.position).unwrap_or_default();
    let (chain_type, chain) = assertions::chain(&Start { position, source, dims }, layers, names);
    let name = &names.shapes;
    quote!(const #name: &#chain_type = &#chain;)
}
