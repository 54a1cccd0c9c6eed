//! The item form: a struct with a public field for each layer, and what makes it a model.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};

use super::field::Field;
use super::names::{Names, number};
use super::shapes::Dims;
use super::{assertions, heads, shapes, stream, table, train, trained, types};
use crate::check::Output;
use crate::model::{Layer, Model, Name};
use crate::syntax::{Form, Word};
use crate::weights::Trained;

/// What is known of a model's ends.
pub(super) struct Ends {
    pub(super) inputs: Vec<TokenStream>,
    pub(super) outputs: Vec<TokenStream>,
    pub(super) heads: Vec<TokenStream>,
}

/// The struct, its constructor and its implementations.
pub(super) fn model(
    model: &Model,
    (attributes, visibility, name): (&TokenStream, &TokenStream, &Word),
    outputs: &[Output],
    shapes: &[Option<Dims>],
    trained: Option<&Trained>,
    names: &Names,
) -> Option<TokenStream> {
    let fields = fields(model, shapes, names)?;
    let ends = ends(model, shapes, &fields, names)?;
    let table = table::table(model, attributes, outputs, shapes);
    let graph = graph(model, outputs, names);
    let assertions = all_assertions(model, outputs, names);
    let structure = structure((attributes, visibility, name), &table, &fields, names);
    let is_checked_by_rules = !graph.is_empty();
    let implementation = implementation(&name.ident, model, shapes, &fields, &ends, is_checked_by_rules, names);
    let stream = stream::implementation(&name.ident, model, shapes, &fields, (&ends.inputs, &ends.outputs));
    let training = train::implementation(&name.ident, model, &fields, &ends.inputs, names);
    let common = common(&name.ident, names);
    let aliases = aliases(&fields);
    let trained = trained.map(|trained| trained::constant(&name.ident, trained, &fields, names));
    Some(quote! {
        #graph
        #structure
        #trained
        const _: () = {
            #common
            #aliases
            #implementation
            #stream
            #training
            #assertions
        };
    })
}

/// The struct with its fields and `zeros`. With its list of no parameters rustc does not propose that a type which is not there
/// be one.
pub(super) fn structure(
    (attributes, visibility, name): (&TokenStream, &TokenStream, &Word),
    table: &TokenStream,
    fields: &[Field],
    names: &Names,
) -> TokenStream {
    let krate = &names.krate;
    let bytemuck = format!("{}::__private::bytemuck", krate.to_string().replace(' ', ""));
    let name = &name.ident;
    let fields = fields
        .iter()
        .map(|Field { name, layer, docs, .. }| quote!(#docs pub #name: #layer));
    quote! {
        #attributes
        #table
        #[derive(Clone, Copy, PartialEq, #krate::__private::Zeroable)]
        #[bytemuck(crate = #bytemuck)]
        #[repr(C)]
        #visibility struct #name<> {
            #(#fields,)*
        }

        #[allow(dead_code)]
        impl #name {
            /// The model with all parameters zero.
            pub const fn zeros() -> Self {
                #krate::__private::zeros()
            }
        }
    }
}

/// What a model and a stub have in common.
pub(super) fn common(name: &Ident, names: &Names) -> TokenStream {
    let krate = &names.krate;
    let text = name.to_string();
    quote! {
        use #krate::__private as __lp;

        impl ::core::fmt::Debug for #name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                __lp::debug::<Self>(#text, f)
            }
        }

        impl __lp::SealedModel for #name {}

        #krate::__serde! { #name }
    }
}

fn implementation(
    name: &Ident,
    model: &Model,
    shapes: &[Option<Dims>],
    fields: &[Field],
    ends: &Ends,
    is_checked_by_rules: bool,
    names: &Names,
) -> TokenStream {
    let scalar = &names.scalar;
    let idents: Vec<_> = fields.iter().map(|field| &field.name).collect();
    let texts: Vec<_> = fields.iter().map(|field| &field.text).collect();
    let layers: Vec<_> = fields.iter().map(|field| &field.alias).collect();
    let literal = |value: usize| number(value, Span::call_site());

    let inputs = model.inputs.iter().zip(shapes).filter_map(|(input, dims)| {
        let shape = types::shape(dims.as_ref()?, names);
        let name = input.name.as_ref().filter(|_| model.is_function);
        let name = name.map_or_else(|| "input".to_owned(), Word::text);
        Some(quote!(__lp::Input::of::<#shape>(#name)))
    });
    let nodes = model.calls().filter_map(|(_, call, _, _)| {
        let layer = &fields.get(call.layer)?.alias;
        let (number, values) = (literal(call.layer), call.inputs.iter().map(|value| literal(*value)));
        Some(quote!(__lp::Node::of::<#layer>(#number, &[#(#values),*])))
    });
    let outputs = model.outputs.iter().map(|output| literal(output.value));
    let calls = model.calls().filter_map(|(number, call, _, _)| {
        let (number, field) = (literal(number), &fields.get(call.layer)?.name);
        Some(quote!(values.call::<#number, _>(&self.#field);))
    });
    let count = literal(model.calls.len());
    // A layer's own zero asserts that its sizes fit. Where the rules find that they do not, that is one error already.
    let zero = if is_checked_by_rules {
        quote!(__lp::zeroed())
    } else {
        quote!(Self { #(#idents: __lp::Layer::ZERO),* })
    };
    let surface = surface(name, model, ends);
    let (input_types, output_types) = (one_or_more(&ends.inputs), one_or_more(&ends.outputs));
    quote! {
        #[allow(long_running_const_eval)]
        const PLACES: __lp::Places<#count> = __lp::Places::new(&__lp::Graph {
            inputs: &[#(#inputs),*],
            nodes: &[#(#nodes),*],
            outputs: &[#(#outputs),*],
        });

        impl __lp::Network for #name {
            type Scalar = #scalar;
            type Inputs = #input_types;
            type Outputs = #output_types;
            type Arena = [#scalar; PLACES.len()];

            const ZERO: Self = #zero;
            const LAYERS: &'static [__lp::LayerInfo] = &[
                #(__lp::LayerInfo::of::<#layers>(#texts)),*
            ];
            const PLAN: __lp::Plan = __lp::Plan::new(&PLACES);

            #[inline(always)]
            fn infer<L: __lp::Level, const __R: usize>(&self, mut values: __lp::Values<'_, Self, L, __R>) {
                #(#calls)*
            }

            fn parameters(&self, visit: &mut impl __lp::Visit<#scalar>) {
                #(visit.layer(#texts, &self.#idents);)*
            }

            fn parameters_mut<const __K: usize>(mut models: [&mut Self; __K], visit: &mut impl __lp::VisitMut<#scalar, __K>) {
                #(visit.layer(#texts, models.each_mut().map(|model| &mut model.#idents));)*
            }
        }

        #surface
    }
}

/// A type, or a tuple of several.
pub(super) fn one_or_more(types: &[TokenStream]) -> TokenStream {
    match types {
        [only] => only.clone(),
        types => quote!((#(#types),*)),
    }
}

/// What users see of a model: one input and one output, or several.
pub(super) fn surface(name: &Ident, model: &Model, ends: &Ends) -> TokenStream {
    let Ends { inputs, outputs, heads } = ends;
    if let ([input], [output], [head]) = (inputs.as_slice(), outputs.as_slice(), heads.as_slice()) {
        return quote! {
            impl __lp::Model for #name {
                type Input = #input;
                type Output = #output;
                type Head = #head;
            }
        };
    }
    // With one output it may stand as a layer.
    let as_layer = match (outputs.as_slice(), heads.as_slice()) {
        ([output], [head]) => {
            let inputs = one_or_more(inputs);
            quote! {
                impl __lp::AsLayer for #name {
                    type Takes = #inputs;
                    type Gives = #output;
                    type End = #head;
                }
            }
        }
        _ => TokenStream::new(),
    };
    let heads = one_or_more(heads);
    let outputs = model
        .outputs
        .iter()
        .map(|output| output.name.as_ref().map(Word::text).unwrap_or_default());
    quote! {
        impl __lp::Functional for #name {
            type Heads = #heads;
            const OUTPUT_NAMES: &'static [&'static str] = &[#(#outputs),*];
        }
        #as_layer
    }
}

/// The types of the layers, under names that stay short.
fn aliases(fields: &[Field]) -> TokenStream {
    fields
        .iter()
        .map(|Field { alias, layer, .. }| quote!(type #alias = #layer;))
        .collect()
}

/// `Dense1` for `dense_1`. The names of fields differ, but `a_1` and `a1` would be one here, so that what is no plain
/// name keeps its underscores.
fn camel_case(name: &str) -> String {
    let name = name.trim_start_matches("r#");
    let mut camel: String = name.split('_').map(capitalized).collect();
    if snake_case(&camel) != name {
        camel = format!("__{name}");
    }
    camel
}

fn capitalized(word: &str) -> String {
    let mut letters = word.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

/// What [`camel_case`] came from, if it was plain: `dense_1` for `Dense1`.
fn snake_case(camel: &str) -> String {
    let mut snake = String::new();
    let mut last = 'A';
    for letter in camel.chars() {
        let begins = letter.is_uppercase() || letter.is_ascii_digit() && !last.is_ascii_digit();
        if begins && !snake.is_empty() {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
        last = letter;
    }
    snake
}

/// The fields, or `None` where a layer has no type.
pub(super) fn fields(model: &Model, shapes: &[Option<Dims>], names: &Names) -> Option<Vec<Field>> {
    let is_taken = is_taken(model);
    let fields = model.layers.iter().enumerate().map(|(number, layer)| {
        let layer_type = layer_type(model, number, layer, shapes, names)?;
        Some(field(layer, layer_type, &is_taken))
    });
    fields.collect()
}

/// The type of a layer: what its first call takes and gives decides. `None` where that is unknown.
pub(super) fn layer_type(
    model: &Model,
    number: usize,
    layer: &Layer,
    shapes: &[Option<Dims>],
    names: &Names,
) -> Option<TokenStream> {
    let (call, value) = model.first_call(number)?;
    let given = call.inputs.iter().map(|value| shapes.get(*value)?.clone());
    let given: Vec<Dims> = given.collect::<Option<_>>()?;
    let output = shapes.get(value)?.as_ref()?;
    if !given.first().is_some_and(|first| shapes::takes(layer, first)) {
        return None;
    }
    let between = types::Between {
        given: &given,
        output,
        value,
    };
    types::layer(layer, &between, names)
}

/// Whether a name means something else among the implementations: the model, or another model that is a layer.
pub(super) fn is_taken(model: &Model) -> impl Fn(&str) -> bool {
    let mut taken: Vec<String> = model
        .layers
        .iter()
        .filter_map(|layer| Some(layer.type_path()?.to_string()))
        .flat_map(|path| path.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
        .collect();
    if let Form::Item { name, .. } = &model.form {
        taken.push(name.text());
    }
    move |alias| alias == "Tape" || alias == "PLACES" || taken.iter().any(|name| name == alias)
}

/// A field of this type.
pub(super) fn field(layer: &Layer, layer_type: TokenStream, is_taken: &impl Fn(&str) -> bool) -> Field {
    let name = match &layer.name {
        Name::Given(word) => word.ident.clone(),
        Name::Generated(name) => {
            let span = Span::call_site().located_at(layer.word.ident.span());
            format_ident!("{name}", span = span)
        }
    };
    let doc = format!(" `{}`", table::without_name(&layer.text));
    let docs = if layer.docs.is_empty() {
        quote!(#[doc = #doc])
    } else {
        layer.docs.clone()
    };
    let text = layer.name.text();
    let mut alias = camel_case(&text);
    if is_taken(&alias) {
        alias = format!("__{alias}");
    }
    let alias = Ident::new(&alias, Span::call_site());
    Field {
        name,
        text,
        layer: layer_type,
        alias,
        docs,
    }
}

/// What goes in, what comes out, and what losses see of it.
pub(super) fn ends(model: &Model, shapes: &[Option<Dims>], fields: &[Field], names: &Names) -> Option<Ends> {
    let heads = heads::all(model, shapes, fields, names)?;
    let values = |numbers: &mut dyn Iterator<Item = usize>| -> Option<Vec<TokenStream>> {
        numbers
            .map(|value| Some(types::value(shapes.get(value)?.as_ref()?, names)))
            .collect()
    };
    Some(Ends {
        inputs: values(&mut (0..model.inputs.len()))?,
        outputs: values(&mut model.outputs.iter().map(|output| output.value))?,
        heads: (model.outputs.iter())
            .map(|output| heads.get(output.value).cloned())
            .collect::<Option<_>>()?,
    })
}

/// Whether the macro itself has checked every layer and size.
fn is_checked(outputs: &[Output], model: &Model) -> bool {
    let all_literal = model.layers.iter().all(|layer| layer.rule().is_some());
    all_literal
        && !outputs
            .iter()
            .any(|output| matches!(output, Output::Constant(_) | Output::Opaque))
}

/// The rules applied to constants, from the inputs on.
pub(super) fn graph(model: &Model, outputs: &[Output], names: &Names) -> TokenStream {
    if is_checked(outputs, model) {
        return TokenStream::new();
    }
    let written: Vec<Option<Dims>> = (model.inputs.iter())
        .map(|input| input.sizes.as_ref().map(|sizes| shapes::written(sizes)))
        .collect();
    let starts: Vec<assertions::Start<'_>> = (model.inputs.iter().zip(&written))
        .map(|(input, dims)| assertions::Start {
            position: 0,
            source: &input.value,
            dims: dims.as_ref(),
        })
        .collect();
    let (graph_type, graph) = assertions::graph(model, &starts, &model.calls, 0, names);
    let name = &names.shapes;
    let kinds = names.kinds();
    quote! {
        #kinds
        #[doc(hidden)]
        #[allow(non_upper_case_globals)]
        const #name: &#graph_type = &#graph;
    }
}

/// What is left to the compiler.
pub(super) fn all_assertions(model: &Model, outputs: &[Output], names: &Names) -> TokenStream {
    let mut tokens: TokenStream = (model.inputs.iter().enumerate())
        .map(|(value, input)| assertions::input(input, value, names))
        .collect();
    if is_checked(outputs, model) {
        return tokens;
    }
    for (number, call, layer, value) in model.calls() {
        let is_known = |value: &usize| matches!(outputs.get(*value), Some(Output::Known(_)));
        let is_checked = call.inputs.iter().all(is_known) && layer.rule().is_some();
        tokens.extend(assertions::call(layer, call, (number, value), is_checked, names));
    }
    tokens
}
