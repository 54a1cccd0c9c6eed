//! A model step by step.

use layerproof_rules as rules;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};

use super::field::Field;
use super::shapes::Dims;
use crate::model::{Layer, Model};

/// The implementation of `Streams`, for a model from one sequence to one value of steps. It holds where each layer works step by step:
/// which one does not is told where a stream is asked for.
pub(super) fn implementation(
    name: &Ident,
    model: &Model,
    shapes: &[Option<Dims>],
    fields: &[Field],
    (inputs, outputs): (&[TokenStream], &[TokenStream]),
) -> Option<TokenStream> {
    let ([input], [output], [_]) = (inputs, outputs, model.inputs.as_slice()) else {
        return None;
    };
    let axes = |value: usize| Some(shapes.get(value)?.as_ref()?.axes()?.len());
    let result = model.outputs.first()?.value;
    // What comes out of an input itself has no slot.
    let last = result.checked_sub(model.inputs.len())?;
    if axes(0)? != 2 || axes(result)? > 2 {
        return None;
    }
    let misfits: Vec<&Field> = (model.layers.iter().zip(fields))
        .filter(|(layer, _)| !works_step_by_step(layer))
        .map(|(_, field)| field)
        .collect();
    if !misfits.is_empty() {
        return Some(without(name, &misfits, input, output));
    }
    let calls: Vec<_> = model.calls().collect();
    let slot = |call: usize| format_ident!("slot_{call}", span = Span::call_site());
    let mut slots = (quote!(()), quote!(()), quote!(()));
    for (call, _, _, _) in calls.iter().rev() {
        let alias = &fields.get(calls.get(*call)?.1.layer)?.alias;
        let (types, starts, names) = slots;
        let place = slot(*call);
        slots = (
            quote!((__lp::Slot<#alias>, #types)),
            quote!((__lp::Slot::START, #starts)),
            quote!((#place, #names)),
        );
    }
    let (types, starts, names) = slots;
    let mut steps = TokenStream::new();
    for (number_of_call, call, _, _) in &calls {
        let field = &fields.get(call.layer)?.name;
        let inputs = call
            .inputs
            .iter()
            .map(|value| match value.checked_sub(model.inputs.len()) {
                None => quote!(x),
                Some(call) => {
                    let slot = slot(call);
                    quote!(#slot.y())
                }
            });
        let slot = slot(*number_of_call);
        steps.extend(quote!(#slot.step(level, &self.#field, [#(#inputs),*]);));
    }
    let last = slot(last);
    // A layer that is called twice is asked for once. Without a lifetime rustc would ask for each layer here, and not where a stream
    // is.
    let aliases = fields.iter().map(|field| &field.alias);
    Some(quote! {
        impl __lp::Streams for #name
        where
            #(for<'__a> #aliases: __lp::StreamLayer,)*
        {
            type StepInput = __lp::StepValue<#input>;
            type StepOutput = __lp::StepValue<#output>;
            type Slots = #types;
            const START: Self::Slots = #starts;

            #[inline(always)]
            fn step<L: __lp::Level>(&self, level: L, slots: &mut Self::Slots, x: &[Self::Scalar], y: &mut [Self::Scalar]) {
                let #names = slots;
                #steps
                #last.copy_to(y);
            }
        }
    })
}

/// What is said of a model with layers that need the whole sequence: their names, where a stream is asked for.
fn without(name: &Ident, misfits: &[&Field], input: &TokenStream, output: &TokenStream) -> TokenStream {
    let names: Vec<Ident> = misfits
        .iter()
        .map(|field| Ident::new(&field.name.to_string(), Span::call_site()))
        .collect();
    quote! {
        #(
            #[allow(non_camel_case_types, dead_code)]
            #[derive(Clone, Copy)]
            struct #names;
        )*

        impl __lp::Streams for #name
        where
            #(for<'__a> #names: __lp::StepByStep,)*
        {
            type StepInput = __lp::StepValue<#input>;
            type StepOutput = __lp::StepValue<#output>;
            type Slots = ();
            const START: () = ();

            fn step<L: __lp::Level>(&self, _: L, (): &mut (), _: &[Self::Scalar], _: &mut [Self::Scalar]) {}
        }
    }
}

/// Whether a layer works step by step, as far as the macro can tell: as those that implement `StreamLayer` do.
fn works_step_by_step(layer: &Layer) -> bool {
    let (Some(entry), Some(values)) = (layer.entry(), layer.values()) else {
        return true;
    };
    let is_one = |size: &str| {
        values
            .size(size)
            .is_none_or(|size| size.literal().is_none_or(|size| size == 1))
    };
    match entry.name {
        "Lstm" | "Gru" | "SimpleRnn" => !values.flag("go_backwards"),
        "Conv1d" => is_one("strides") && (values.padding() == rules::Padding::Causal || is_one("kernel_size")),
        "Dense" | "TimeDistributed" | "Model" | "Activation" | "Identity" | "Rescaling" | "Dropout"
        | "SpatialDropout1d" | "GaussianNoise" | "GaussianDropout" | "AlphaDropout" | "BatchNormalization"
        | "LayerNormalization" | "RmsNormalization" | "UnitNormalization" | "Add" | "Subtract" | "Multiply"
        | "Average" | "Maximum" | "Minimum" | "Concatenate" => true,
        _ => false,
    }
}
