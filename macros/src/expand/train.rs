//! The part of the expansion that learns, which a build without training drops.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use super::item::Field;
use super::names::Names;

pub(super) fn implementation(name: &Ident, fields: &[Field], names: &Names) -> Option<TokenStream> {
    let krate = &names.krate;
    let last = fields.last()?;
    let (last_name, last_layer) = (&last.name, &last.alias);
    let idents: Vec<_> = fields.iter().map(|field| &field.name).collect();
    let layers: Vec<_> = fields.iter().map(|field| &field.alias).collect();
    let tape = Ident::new(if name == "Tape" { "ModelTape" } else { "Tape" }, Span::call_site());

    let forward = fields
        .iter()
        .enumerate()
        .map(|(i, Field { name, .. })| match before(fields, i) {
            None => quote!(self.#name.forward(x, &mut tape.#name, pass);),
            Some(before) => quote!(self.#name.forward(tape.#before.outputs(), &mut tape.#name, pass);),
        });
    let backward = fields.iter().enumerate().rev().map(|(i, Field { name, .. })| {
        let below = match before(fields, i) {
            None => quote!(__lp::Below::data(x)),
            Some(before) => quote!(tape.#before.below()),
        };
        quote!(self.#name.backward(#below, &mut tape.#name, &mut gradient.#name, pass);)
    });
    let bytemuck = format!("{}::__private::bytemuck", krate.to_string().replace(' ', ""));
    Some(quote! {
        #krate::__train! {
            use __lp::TrainLayer as _;

            /// What one tile of samples leaves between the two passes.
            #[derive(Clone, Copy, __lp::Zeroable)]
            #[bytemuck(crate = #bytemuck)]
            #[repr(C)]
            pub struct #tape<const __B: usize> {
                #(#idents: __lp::Record<#layers, __B>,)*
            }

            impl __lp::Passes for #name {
                type Last = #last_layer;
                type Tape<const __B: usize> = #tape<__B>;

                fn initialize<R: __lp::Rng + ?Sized>(&mut self, rng: &mut R) {
                    #(self.#idents.initialize(rng);)*
                }

                fn last<const __B: usize>(tape: &mut #tape<__B>) -> &mut __lp::Record<Self::Last, __B> {
                    &mut tape.#last_name
                }

                fn forward<const __B: usize>(&self, x: &[__lp::InputArray<Self>], tape: &mut #tape<__B>, pass: &mut __lp::Pass) {
                    #(#forward)*
                }

                fn backward<const __B: usize>(
                    &self,
                    x: &[__lp::InputArray<Self>],
                    tape: &mut #tape<__B>,
                    gradient: &mut Self,
                    pass: &mut __lp::Pass,
                ) {
                    #(#backward)*
                }
            }
        }
    })
}

fn before(fields: &[Field], i: usize) -> Option<&Ident> {
    Some(&fields.get(i.checked_sub(1)?)?.name)
}
