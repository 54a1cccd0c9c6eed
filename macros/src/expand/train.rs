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
            None => quote!(lp::Below::data(x)),
            Some(before) => quote!(tape.#before.below()),
        };
        quote!(self.#name.backward(#below, &mut tape.#name, &mut gradient.#name, pass);)
    });
    let bytemuck = format!("{}::__private::bytemuck", krate.to_string().replace(' ', ""));
    Some(quote! {
        #krate::__train! {
            use lp::TrainLayer as _;

            /// What one tile of samples leaves between the two passes.
            #[derive(Clone, Copy, lp::Zeroable)]
            #[bytemuck(crate = #bytemuck)]
            #[repr(C)]
            pub struct #tape<const B: usize> {
                #(#idents: lp::Record<#layers, B>,)*
            }

            impl lp::Train for #name {
                type Last = #last_layer;
                type Tape<const B: usize> = #tape<B>;

                fn initialize<R: lp::Rng + ?Sized>(&mut self, rng: &mut R) {
                    #(self.#idents.initialize(rng);)*
                }

                fn last<const B: usize>(tape: &mut #tape<B>) -> &mut lp::Record<Self::Last, B> {
                    &mut tape.#last_name
                }

                fn forward<const B: usize>(&self, x: &[lp::InputArray<Self>], tape: &mut #tape<B>, pass: &mut lp::Pass) {
                    #(#forward)*
                }

                fn backward<const B: usize>(
                    &self,
                    x: &[lp::InputArray<Self>],
                    tape: &mut #tape<B>,
                    gradient: &mut Self,
                    pass: &mut lp::Pass,
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
