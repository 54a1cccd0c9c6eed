//! The anonymous form: a type, whose layers are nested pairs.

use proc_macro2::TokenStream;
use quote::quote;

use super::assertions;
use super::names::Names;
use super::shapes::{self, Dim, Dims};
use super::types;
use crate::check::Output;
use crate::model::{Call, Layer, Model, Value};
use crate::syntax::Word;
use crate::values::{Size, SizeKind};

/// `<::layerproof::Sequential<(Dense<…>, (Dense<…>, ()))> as AsType>::ThisIsATypeNotAValue`
pub(super) fn model(model: &Model, outputs: &[Output], shapes: &[Option<Dims>], names: &Names) -> Option<TokenStream> {
    let mut layers = Vec::new();
    for (number, call, layer, value) in model.calls() {
        let given = shapes.get(*call.inputs.first()?)?.as_ref()?;
        let output = shapes.get(value)?.as_ref()?;
        if !shapes::takes(layer, given) {
            return None;
        }
        let start = start(shapes, value);
        let names_from_start = names.with_chain(TokenStream::new(), start);
        let assertions = assertions(model, outputs, (number, call, layer, value), &names_from_start);
        let is_needed = !assertions.is_empty() || given.axes().is_none() || given.is_derived() || output.is_derived();
        let chain = if is_needed {
            rules(model, shapes, start, value, names)
        } else {
            TokenStream::new()
        };
        let names = names.with_chain(chain, start);
        let given = match layer.entry()?.rank {
            Some(rank) => given.of_rank(rank),
            None => given.clone(),
        };
        let given = [with_assertions(&given, &assertions, &layer.word, &names)];
        let between = types::Between {
            given: &given,
            output,
            value,
        };
        layers.push(types::layer(layer, &between, &names)?);
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
fn assertions(
    model: &Model,
    outputs: &[Output],
    (number, call, layer, value): (usize, &Call, &Layer, Value),
    names: &Names,
) -> TokenStream {
    let given = call.inputs.first().and_then(|value| outputs.get(*value));
    let is_checked = matches!(given, Some(Output::Known(_))) && layer.rule().is_some();
    let mut assertions = TokenStream::new();
    if let (0, Some(input)) = (number, model.inputs.first()) {
        assertions.extend(assertions::input(input, 0, names));
    }
    assertions.extend(assertions::call(layer, call, (number, value), is_checked, names));
    assertions
}

/// There is no place for items beside a type, so the assertions about a layer stand in its first size.
fn with_assertions(dims: &Dims, assertions: &TokenStream, word: &Word, names: &Names) -> Dims {
    let mut dims = dims.clone();
    if assertions.is_empty() {
        return dims;
    }
    if let Dims::OfRules { value, .. } = dims {
        let assertions = assertions.clone();
        return Dims::OfRules { value, assertions };
    }
    if let Dims::Axes(axes) = &mut dims
        && let Some(first) = axes.first_mut()
    {
        let (chain, size) = (&names.chain, first.argument(names));
        *first = Dim::Written(Size {
            kind: SizeKind::Constant(quote!({ #chain #assertions #size })),
            argument: "size",
            least: 1,
            place: word.place,
            text: String::new(),
        });
    }
    dims
}

/// The last value before this one whose sizes are all written out: there the rules begin.
fn start(shapes: &[Option<Dims>], value: Value) -> Value {
    let is_written = |dims: &Option<Dims>| {
        let dims = dims.as_ref().filter(|dims| dims.axes().is_some());
        dims.is_some_and(|dims| !dims.is_derived())
    };
    let before = shapes.get(..value).unwrap_or_default();
    before.iter().rposition(is_written).unwrap_or_default()
}

/// The rules from there up to this value.
fn rules(model: &Model, shapes: &[Option<Dims>], start: Value, value: Value, names: &Names) -> TokenStream {
    let place = model.place(start);
    let begin = assertions::Start {
        position: place.position,
        source: place.source,
        dims: shapes.get(start).and_then(Option::as_ref),
    };
    let calls = model.calls.get(start..value).unwrap_or_default();
    let (graph_type, graph) = assertions::graph(model, &[begin], calls, start, names);
    let name = &names.shapes;
    quote!(const #name: &#graph_type = &#graph;)
}
