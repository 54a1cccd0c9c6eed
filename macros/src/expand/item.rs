//! The item form: a struct with a public field for each layer, and what makes it a model.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};

use super::names::Names;
use super::shapes::Dims;
use super::{assertions, shapes, table, train, trained, types};
use crate::check::Output;
use crate::model::{Activation, Kind, Layer, Model, Name};
use crate::syntax::{Form, Word};
use crate::weights::Trained;

/// One layer as the expansion writes it.
pub(super) struct Field {
    /// `dense_1`
    pub(super) name: Ident,
    /// `"dense_1"`
    pub(super) text: String,
    /// `::layerproof::layers::Dense<f32, 2, 8>`
    pub(super) layer: TokenStream,
    /// `Dense1`, what the layer's type is called among the implementations.
    pub(super) alias: Ident,
    docs: TokenStream,
}

/// What is known of a model's ends.
pub(super) struct Ends {
    pub(super) input: TokenStream,
    pub(super) output: TokenStream,
    pub(super) head: TokenStream,
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
    let chain = chain(model, outputs, names);
    let assertions = all_assertions(model, outputs, names);
    let structure = structure((attributes, visibility, name), &table, &fields, names);
    let implementation = implementation(&name.ident, &fields, &ends, names);
    let training = train::implementation(&name.ident, &fields, names);
    let common = common(&name.ident, names);
    let aliases = aliases(&fields);
    let trained = trained.map(|trained| trained::constant(&name.ident, trained, &fields, names));
    Some(quote! {
        #chain
        #structure
        #trained
        const _: () = {
            #common
            #aliases
            #implementation
            #training
            #assertions
        };
    })
}

/// The struct with its fields and `zeros`.
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
        #visibility struct #name {
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
        use #krate::__private::{self as __lp, Chain as _};

        impl ::core::fmt::Debug for #name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                __lp::debug::<Self>(#text, f)
            }
        }

        #krate::__serde! { #name }
    }
}

fn implementation(name: &Ident, fields: &[Field], ends: &Ends, names: &Names) -> TokenStream {
    let scalar = &names.scalar;
    let Ends { input, output, head } = ends;
    let idents: Vec<_> = fields.iter().map(|field| &field.name).collect();
    let texts: Vec<_> = fields.iter().map(|field| &field.text).collect();
    let layers: Vec<_> = fields.iter().map(|field| &field.alias).collect();
    let infer = infer(&idents);
    quote! {
        impl __lp::Model for #name {
            type Scalar = #scalar;
            type Input = #input;
            type Output = #output;
            type Head = #head;

            const ZERO: Self = Self { #(#idents: __lp::Layer::ZERO),* };
            const LAYERS: &'static [__lp::LayerInfo] = &[
                #(__lp::LayerInfo::of::<#layers>(#texts)),*
            ];

            #[inline(always)]
            fn infer<L: __lp::Level, const __R: usize>(
                &self,
                level: L,
                x: &[&__lp::InputArray<Self>; __R],
            ) -> [__lp::OutputArray<Self>; __R] {
                #infer
            }

            fn parameters(&self, visit: &mut impl __lp::Visit<#scalar>) {
                #(visit.layer(#texts, &self.#idents);)*
            }

            fn parameters_mut<const __K: usize>(mut models: [&mut Self; __K], visit: &mut impl __lp::VisitMut<#scalar, __K>) {
                #(visit.layer(#texts, models.each_mut().map(|model| &mut model.#idents));)*
            }
        }
    }
}

/// How many layers follow each other in one chain: as in the anonymous form. A chain is compiled anew for each layer that it
/// grows by; 16 in one took minutes.
const CHAIN: usize = 8;

/// The layers one after another. What a group of them gives dies with its block, so that the next but one has its place.
fn infer(layers: &[&Ident]) -> TokenStream {
    let mut groups = layers.chunks(CHAIN);
    let first = groups.next().unwrap_or_default();
    groups.fold(
        quote!(__lp::Begin(x)#(.then(&self.#first))*.infer(level)),
        |before, layers| {
            quote!({
                let x = #before;
                __lp::Begin(&x.each_ref())#(.then(&self.#layers))*.infer(level)
            })
        },
    )
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
    let between = shapes.iter().zip(shapes.iter().skip(1));
    let fields = model.layers.iter().zip(between).map(|(layer, (given, output))| {
        let (given, output) = (given.as_ref()?, output.as_ref()?);
        if !shapes::takes(&layer.kind, given) {
            return None;
        }
        Some(field(layer, types::layer(layer, given, output, names), &is_taken))
    });
    fields.collect()
}

/// Whether a name means something else among the implementations: the model, or a part of a size.
pub(super) fn is_taken(model: &Model) -> impl Fn(&str) -> bool {
    let sizes = model
        .input
        .sizes
        .iter()
        .flatten()
        .chain(model.layers.iter().flat_map(Layer::sizes));
    let mut written: Vec<String> = sizes
        .filter(|size| size.literal().is_none())
        .map(|size| size.text.clone())
        .collect();
    written.sort_unstable();
    written.dedup();
    let name = match &model.form {
        Form::Item { name, .. } => name.text(),
        Form::Anonymous => String::new(),
    };
    move |alias| alias == name || alias == "Tape" || written.iter().any(|size| size.contains(alias))
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
    let input = shapes.first()?.as_ref()?;
    let output = shapes.last()?.as_ref()?;
    let linear = Activation::linear();
    let mut head = types::head(&linear, input.last()?, names);
    for ((layer, field), shape) in model.layers.iter().zip(fields).zip(shapes.iter().skip(1)) {
        let units = shape.as_ref()?.last()?;
        head = match &layer.kind {
            Kind::Dense(dense) => types::head(&dense.activation, units, names),
            Kind::Conv2d(conv) => types::head(&conv.activation, units, names),
            Kind::Activation(activation) => types::head(activation, units, names),
            Kind::Dropout { .. } | Kind::Unknown => head,
            Kind::Flatten | Kind::Reshape { .. } | Kind::MaxPooling2d(_) | Kind::GlobalAveragePooling2d => {
                let layer = &field.alias;
                quote!(<#layer as __lp::Layer>::Head<#head>)
            }
        };
    }
    Some(Ends {
        input: types::value(input, names),
        output: types::value(output, names),
        head,
    })
}

/// Whether the macro itself has checked every layer and size.
fn is_checked(outputs: &[Output], model: &Model) -> bool {
    let all_literal = model.layers.iter().all(|layer| layer.rule().is_some());
    all_literal && outputs.iter().all(|output| !matches!(output, Output::Constant(_)))
}

/// The rules applied to constants, from the input on.
pub(super) fn chain(model: &Model, outputs: &[Output], names: &Names) -> TokenStream {
    if is_checked(outputs, model) {
        return TokenStream::new();
    }
    let written = model.input.sizes.as_ref().map(|sizes| shapes::written(sizes));
    let start = assertions::Start {
        position: 0,
        source: &model.input.text,
        dims: written.as_ref(),
    };
    let (chain_type, chain) = assertions::chain(&start, &model.layers, names);
    let name = &names.shapes;
    quote! {
        #[doc(hidden)]
        #[allow(non_upper_case_globals)]
        const #name: &#chain_type = &#chain;
    }
}

/// What is left to the compiler.
pub(super) fn all_assertions(model: &Model, outputs: &[Output], names: &Names) -> TokenStream {
    let mut tokens = assertions::input(model, names);
    if is_checked(outputs, model) {
        return tokens;
    }
    for (layer, given) in model.layers.iter().zip(outputs) {
        let is_checked = matches!(given, Output::Known(_)) && layer.rule().is_some();
        tokens.extend(assertions::layer(layer, is_checked, names));
    }
    tokens
}
