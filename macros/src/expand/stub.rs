//! What is emitted beside errors: a model of the same name with the same methods, which does nothing, so that the
//! mistakes are the only errors and the rest of the file keeps its completion.
//!
//! What a mistake leaves open is unknown: a shape, a head, a layer that fit everything.

use std::collections::HashSet;

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::item::{self, Field};
use super::names::Names;
use super::shapes::{self, Dim, Dims};
use super::{trained, types};
use crate::model::{Activation, Kind, Layer, Model};
use crate::syntax::{Form, Word};

/// The shapes at both ends, as far as they are known, and the activation at the end.
struct Ends {
    input: Option<Dims>,
    output: Option<Dims>,
    activation: Activation,
}

impl Ends {
    fn new(model: &Model, shapes: &[Option<Dims>]) -> Self {
        // Only the item form has a place for the rules.
        let is_item = matches!(model.form, Form::Item { .. });
        let known = |dims: Option<&Option<Dims>>| {
            let dims = dims
                .and_then(Option::as_ref)
                .filter(|dims| is_item || !dims.iter().any(Dim::is_derived));
            dims.cloned()
        };
        let last = (model.layers.iter().rev())
            .map(|layer| &layer.kind)
            .find(|kind| !matches!(kind, Kind::Dropout { .. }));
        let activation = match last {
            Some(Kind::Dense(dense)) => dense.activation.clone(),
            Some(Kind::Conv2d(conv)) => conv.activation.clone(),
            Some(Kind::Activation(activation)) => activation.clone(),
            _ => Activation::unknown(),
        };
        // Without a layer nothing comes out, and not the input.
        let output = if model.layers.is_empty() {
            None
        } else {
            known(shapes.last())
        };
        Self {
            input: known(shapes.first()),
            output,
            activation,
        }
    }

    fn head(&self, names: &Names) -> TokenStream {
        match self.output.as_ref().and_then(|output| output.last()) {
            Some(units) => types::head(&self.activation, units, names),
            None => unknown(names),
        }
    }
}

fn unknown(names: &Names) -> TokenStream {
    let krate = &names.krate;
    quote!(#krate::__private::Unknown)
}

fn shape(dims: Option<&Dims>, names: &Names) -> TokenStream {
    dims.map_or_else(|| unknown(names), |dims| types::shape(dims, names))
}

fn value(dims: Option<&Dims>, names: &Names) -> TokenStream {
    let Names { krate, scalar, .. } = names;
    let shape = shape(dims, names);
    quote!(<#shape as #krate::shape::Shape>::Value<#scalar>)
}

/// The item form. `assertions` say what the compiler finds wrong.
pub(super) fn item(
    model: &Model,
    declaration: (&TokenStream, &TokenStream, &Word),
    shapes: &[Option<Dims>],
    assertions: &TokenStream,
    names: &Names,
) -> TokenStream {
    let Names { krate, scalar, .. } = names;
    let name = &declaration.2.ident;
    let ends = Ends::new(model, shapes);
    let is_taken = item::is_taken(model);
    let fields: Vec<Field> = unique(model)
        .map(|layer| item::field(layer, layer_type(layer, shapes, names), &is_taken))
        .collect();
    let structure = item::structure(declaration, &TokenStream::new(), &fields, names);
    let trained = trained::stub(name, model, names);
    let common = item::common(name, names);
    let (input, output) = (value(ends.input.as_ref(), names), value(ends.output.as_ref(), names));
    let shape = shape(ends.output.as_ref(), names);
    let head = ends.head(names);
    let idents: Vec<&Ident> = fields.iter().map(|field| &field.name).collect();
    quote! {
        #structure
        #trained
        const _: () = {
            #common

            impl __lp::Model for #name {
                type Scalar = #scalar;
                type Input = #input;
                type Output = #output;
                type Head = #head;
                const ZERO: Self = Self { #(#idents: __lp::Layer::ZERO),* };
                const LAYERS: &'static [__lp::LayerInfo] = &[];
                fn infer<L: __lp::Level, const __R: usize>(
                    &self,
                    _: L,
                    _: &[&__lp::InputArray<Self>; __R],
                ) -> [__lp::OutputArray<Self>; __R] {
                    loop {}
                }
                fn parameters(&self, _: &mut impl __lp::Visit<#scalar>) {}
                fn parameters_mut<const __K: usize>(_: [&mut Self; __K], _: &mut impl __lp::VisitMut<#scalar, __K>) {}
            }

            #krate::__train! {
                impl __lp::Passes for #name {
                    type Last = __lp::UnknownLayer<#scalar, #shape, #shape, __lp::Unknown>;
                    type Tape<const __B: usize> = __lp::Record<Self::Last, __B>;
                    fn initialize<R: __lp::Rng + ?Sized>(&mut self, _: &mut R) {}
                    fn last<const __B: usize>(tape: &mut Self::Tape<__B>) -> &mut __lp::Record<Self::Last, __B> {
                        tape
                    }
                    fn forward<const __B: usize>(
                        &self,
                        _: &[__lp::InputArray<Self>],
                        _: &mut Self::Tape<__B>,
                        _: &mut __lp::Pass,
                    ) {
                    }
                    fn backward<const __B: usize>(
                        &self,
                        _: &[__lp::InputArray<Self>],
                        _: &mut Self::Tape<__B>,
                        _: &mut Self,
                        _: &mut __lp::Pass,
                    ) {
                    }
                }
            }

            #assertions
        };
    }
}

/// The layers whose names no other layer before them has.
fn unique(model: &Model) -> impl Iterator<Item = &Layer> {
    let mut seen = HashSet::new();
    model.layers.iter().filter(move |layer| seen.insert(layer.name.text()))
}

/// The layer's own type as far as its shapes are known.
fn layer_type(layer: &Layer, shapes: &[Option<Dims>], names: &Names) -> TokenStream {
    let known = |position: usize| shapes.get(position).and_then(Option::as_ref);
    match (&layer.kind, known(layer.position - 1), known(layer.position)) {
        (kind, Some(given), Some(output)) if shapes::takes(kind, given) => types::layer(layer, given, output, names),
        (Kind::Dense(_), _, Some(output)) => types::layer(layer, &vec![Dim::Known(1)], output, names),
        _ => {
            let (scalar, unknown) = (&names.scalar, unknown(names));
            let krate = &names.krate;
            quote!(#krate::__private::UnknownLayer<#scalar, #unknown, #unknown, #unknown>)
        }
    }
}

/// The anonymous form. There is no place for items beside a type, so the errors stand in its first size.
pub(super) fn anonymous(model: &Model, shapes: &[Option<Dims>], errors: &TokenStream, names: &Names) -> TokenStream {
    let Names { krate, scalar, .. } = names;
    let ends = Ends::new(model, shapes);
    let (input, output, head) = (
        shape(ends.input.as_ref(), names),
        shape(ends.output.as_ref(), names),
        ends.head(names),
    );
    let layer = quote!(#krate::__private::UnknownLayer<#scalar, #input, #output, #head, { #errors true }>);
    super::anonymous::as_type(&quote!(#krate::Sequential<(#layer, ())>), names)
}
