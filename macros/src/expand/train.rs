//! The part of the expansion that learns, which a build without training drops.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};

use super::field::Field;
use super::names::{Names, number};
use crate::layers::Order;
use crate::model::{Call, Layer, Model, Value};

/// The tape and the passes.
pub(super) fn implementation(
    name: &Ident,
    model: &Model,
    fields: &[Field],
    inputs: &[TokenStream],
    names: &Names,
) -> TokenStream {
    let (krate, scalar) = (&names.krate, &names.scalar);
    let tape = Ident::new(if name == "Tape" { "ModelTape" } else { "Tape" }, Span::call_site());
    let passes = Passes::new(model, fields, inputs);

    let idents: Vec<_> = fields.iter().map(|field| &field.name).collect();
    let entries = model.calls().filter_map(|(number, call, _, _)| {
        let (entry, layer) = (passes.entry(number), &fields.get(call.layer)?.alias);
        Some(quote!(#entry: __lp::Entry<#layer, __B>))
    });
    let more = model.calls().filter_map(|(number, call, _, value)| {
        let layer = &fields.get(call.layer)?.alias;
        let fields = (1..=passes.more_gradients(value)).map(move |i| {
            let field = Passes::more(number, i);
            quote!(#field: __lp::Gradients<#layer, __B>)
        });
        Some(fields)
    });
    let of_inputs = inputs.iter().enumerate().flat_map(|(input, value)| {
        (1..=passes.more_gradients(input)).map(move |i| {
            let field = Passes::more_of_input(input, i);
            quote!(#field: <#value as __lp::ValueList>::Tile<__B>)
        })
    });
    let more = more.flatten().chain(of_inputs);
    let fuses = (0..model.outputs.len()).map(|output| passes.fused.iter().any(|(_, fused)| *fused == output));
    let forward = model.calls().map(|(number, call, _, _)| passes.forward(number, call));
    let backward = model
        .calls()
        .rev()
        .map(|(number, call, _, _)| passes.backward(number, call));
    let last = model.outputs.len().saturating_sub(1);
    let outputs = model.outputs.iter().enumerate().filter_map(|(i, output)| {
        let (number, _) = model.call(output.value)?;
        let entry = passes.entry(number);
        let pattern = if i == last { quote!(_) } else { literal(i) };
        Some((pattern, quote!(tape.#entry.split(rows))))
    });
    let outputs: Vec<_> = outputs.collect();
    let output = match outputs.as_slice() {
        [(_, only)] => quote! {
            let _ = output;
            #only
        },
        outputs => {
            let arms = outputs.iter().map(|(pattern, split)| quote!(#pattern => #split));
            quote!(match output { #(#arms,)* })
        }
    };
    let bytemuck = format!("{}::__private::bytemuck", krate.to_string().replace(' ', ""));
    quote! {
        #krate::__train! {
            use __lp::TrainLayer as _;

            /// What one tile of samples leaves between the two passes.
            #[derive(Clone, Copy, __lp::Zeroable)]
            #[bytemuck(crate = #bytemuck)]
            #[repr(C)]
            pub struct #tape<const __B: usize> {
                #(#entries,)*
                #(#more,)*
            }

            impl __lp::Passes for #name {
                type Tape<const __B: usize> = #tape<__B>;
                const FUSES: &'static [bool] = &[#(#fuses),*];

                fn initialize<R: __lp::Rng + ?Sized>(&mut self, rng: &mut R) {
                    #(self.#idents.initialize(rng);)*
                }

                fn output<const __B: usize>(
                    tape: &mut #tape<__B>,
                    output: usize,
                    rows: usize,
                ) -> (&[#scalar], &mut [#scalar]) {
                    #output
                }

                fn forward<const __B: usize>(
                    &self,
                    x: &[&[#scalar]],
                    tape: &mut #tape<__B>,
                    pass: &__lp::Pass<'_, impl __lp::Schedule>,
                ) {
                    #(#forward)*
                }

                fn backward<const __B: usize>(
                    &self,
                    x: &[&[#scalar]],
                    dx: &mut [Option<&mut [#scalar]>],
                    tape: &mut #tape<__B>,
                    gradient: &mut Self,
                    pass: &__lp::Pass<'_, impl __lp::Schedule>,
                ) {
                    #(#backward)*
                }
            }
        }
    }
}

/// Which call reads and writes what in the two passes.
struct Passes<'a> {
    model: &'a Model,
    fields: &'a [Field],
    /// The calls whose activations end an output, with that output: their derivative may be in the loss.
    fused: Vec<(usize, usize)>,
    /// Of each value the calls that take it, the last one first.
    readers: Vec<Vec<usize>>,
    /// What users hold of each input.
    inputs: &'a [TokenStream],
}

impl<'a> Passes<'a> {
    fn new(model: &'a Model, fields: &'a [Field], inputs: &'a [TokenStream]) -> Self {
        let outputs = model.outputs.iter().enumerate();
        let fused = outputs.filter_map(|(i, output)| Some((fused_call(model, output.value)?, i)));
        let mut readers = vec![Vec::new(); model.inputs.len() + model.calls.len()];
        for (number, call) in model.calls.iter().enumerate().rev() {
            for value in &call.inputs {
                if let Some(readers) = readers.get_mut(*value) {
                    readers.push(number);
                }
            }
        }
        Self {
            model,
            fields,
            fused: fused.collect(),
            readers,
            inputs,
        }
    }

    /// The entry of a call on the tape: the layer's name, and behind a second call its number.
    fn entry(&self, number: usize) -> Ident {
        let Some(call) = self.model.calls.get(number) else {
            return format_ident!("call_{number}");
        };
        match self.fields.get(call.layer) {
            Some(field) if call.first == number => field.name.clone(),
            Some(field) => format_ident!("{}_call_{number}", field.name),
            None => format_ident!("call_{number}"),
        }
    }

    /// Room for one more gradient of what a call gives.
    fn more(number: usize, i: usize) -> Ident {
        format_ident!("more_{number}_{i}")
    }

    /// Room for one more gradient of an input.
    fn more_of_input(input: Value, i: usize) -> Ident {
        format_ident!("more_of_input_{input}_{i}")
    }

    /// The calls that take a value, the last one first, each as often as it takes it.
    fn readers(&self, value: Value) -> &[usize] {
        self.readers.get(value).map_or(&[], Vec::as_slice)
    }

    fn is_output(&self, value: Value) -> bool {
        self.model.outputs.iter().any(|output| output.value == value)
    }

    /// How many gradients besides the first are written before they are added: as many as one call gives at once.
    fn more_gradients(&self, value: Value) -> usize {
        let readers = self.readers(value);
        let Some(first) = readers.first() else { return 0 };
        let of_call = |number: usize| {
            let times = readers.iter().filter(|reader| **reader == number).count();
            let is_first = number == *first && !self.is_output(value);
            times - usize::from(is_first)
        };
        readers.iter().map(|number| of_call(*number)).max().unwrap_or(0)
    }

    /// The numbers of a value.
    fn numbers(&self, value: Value) -> TokenStream {
        if let Some((number, _)) = self.model.call(value) {
            let entry = self.entry(number);
            quote!(tape.#entry.outputs(pass.rows))
        } else {
            let input = literal(value);
            quote!(x[#input])
        }
    }

    fn forward(&self, number: usize, call: &Call) -> TokenStream {
        let Some(field) = self.fields.get(call.layer) else {
            return TokenStream::new();
        };
        let (name, entry, number) = (&field.name, self.entry(number), literal(number));
        let inputs = call.inputs.iter().map(|value| self.numbers(*value));
        quote!(self.#name.forward(&[#(#inputs),*], &mut tape.#entry, pass, #number);)
    }

    fn backward(&self, number: usize, call: &Call) -> TokenStream {
        let Some(field) = self.fields.get(call.layer) else {
            return TokenStream::new();
        };
        let (name, entry) = (&field.name, self.entry(number));
        let fused = self.fused.iter().find(|(fused, _)| *fused == number);
        let is_fused = fused.map_or_else(
            || quote!(false),
            |(_, output)| {
                let output = literal(*output);
                quote!(pass.is_fused(#output))
            },
        );
        // Of each value: its numbers, and where its gradient goes; what is added afterwards.
        let (mut splits, mut values, mut gradients, mut sums) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let mut seen: Vec<(Value, usize)> = Vec::new();
        // Of inputs of the model, whose places are borrowed together.
        let mut of_inputs = Vec::new();
        for value in &call.inputs {
            let Some((giver, _)) = self.model.call(*value) else {
                let input = literal(*value);
                values.push(quote!(x[#input]));
                let is_seen = seen.iter().any(|(seen, _)| seen == value);
                if self.readers(*value).first() == Some(&number) && !is_seen {
                    seen.push((*value, 0));
                    let dx = format_ident!("dx_{value}");
                    gradients.push(quote!(#dx));
                    of_inputs.push((dx, input));
                } else {
                    let more_here = seen.iter().filter(|(seen, more)| seen == value && *more > 0).count();
                    seen.push((*value, 1));
                    let (more, shape) = (Self::more_of_input(*value, more_here + 1), self.inputs.get(*value));
                    splits.push(
                        quote!(let #more = __lp::more_of_input::<#shape, __B>(dx, #input, &mut tape.#more, pass.rows);),
                    );
                    gradients.push(quote!(#more));
                    sums.push(quote!(__lp::add_of_input::<#shape, __B>(dx, #input, &tape.#more, pass);));
                }
                continue;
            };
            let giver_entry = self.entry(giver);
            let times = seen.iter().filter(|(seen, _)| seen == value).count();
            let writes = self.readers(*value).first() == Some(&number) && times == 0 && !self.is_output(*value);
            let more_here = seen.iter().filter(|(seen, more)| seen == value && *more > 0).count();
            let (y, dy) = (format_ident!("y_{giver}"), format_ident!("dy_{giver}"));
            if times == 0 {
                if writes {
                    splits.push(quote!(let (#y, #dy) = tape.#giver_entry.split(pass.rows);));
                } else {
                    splits.push(quote!(let #y = tape.#giver_entry.outputs(pass.rows);));
                }
            }
            values.push(quote!(#y));
            if writes {
                seen.push((*value, 0));
                gradients.push(quote!(Some(#dy)));
            } else {
                seen.push((*value, 1));
                let more = Self::more(giver, more_here + 1);
                gradients.push(quote!(Some(tape.#more.numbers(pass.rows))));
                sums.push(quote!(tape.#giver_entry.add(&tape.#more, pass);));
            }
        }
        if !of_inputs.is_empty() {
            let (dx, inputs): (Vec<_>, Vec<_>) = of_inputs.into_iter().unzip();
            splits.push(quote!(let [#(#dx),*] = __lp::gradients_of(dx, [#(#inputs),*]);));
        }
        let number = literal(number);
        let call = quote! {
            self.#name.backward(
                &[#(#values),*],
                &mut tape.#entry,
                [#(#gradients),*],
                &mut gradient.#name,
                pass,
                #number,
                #is_fused,
            );
        };
        if splits.is_empty() {
            quote!(#call #(#sums)*)
        } else {
            quote!({ #(#splits)* #call #(#sums)* })
        }
    }
}

/// The call whose activation ends this output: the one that gives it, or one before layers that only pass values on, where
/// nothing else takes what it gives.
fn fused_call(model: &Model, output: Value) -> Option<usize> {
    let mut value = output;
    loop {
        let (number, call) = model.call(value)?;
        let readers = model
            .calls
            .iter()
            .flat_map(|call| &call.inputs)
            .filter(|input| **input == value);
        let outputs = model.outputs.iter().filter(|output| output.value == value);
        if readers.count() + outputs.count() != 1 {
            return None;
        }
        let layer = model.layers.get(call.layer)?;
        if layer.activation().is_some() {
            // A shared layer's other calls have gradients of their own.
            return Some(number);
        }
        if !passes_on(layer) {
            return None;
        }
        value = *call.inputs.first()?;
    }
}

fn passes_on(layer: &Layer) -> bool {
    layer
        .entry()
        .is_some_and(|entry| matches!(entry.order, Order::Flattens | Order::Reshapes))
}

fn literal(value: usize) -> TokenStream {
    number(value, Span::call_site())
}
