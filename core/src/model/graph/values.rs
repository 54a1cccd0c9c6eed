//! A prediction on its way through the graph.

use core::marker::PhantomData;

use super::{Node, Place};
use crate::kernels::{self, Level, Memory, Part, Reader, Task};
use crate::layers::{Layer, Out, Port, Ref, Rows, Source};
use crate::model::{Network, Refs};
use crate::shape::{Array, MAX_INPUTS, Shape, ValueList};

/// From so many multiply-adds on a layer is compiled once for its type and CPU level, out of line, and called. Smaller ones
/// are inlined, and so are all of a model that has few altogether: there a call shows.
const LARGE: usize = 2048;
const FEW: usize = 4096;

/// In a model of more calls than this, smaller layers are compiled out of line, too: one function of all of them takes the
/// compiler a time that grows with the square of their number.
const DEEP: usize = 32;
const SOME: usize = 256;

/// The values of `R` samples on their way through a model, computed call by call.
#[derive(Debug)]
pub struct Values<'a, M: Network, L, const R: usize> {
    level: L,
    /// The inputs of each sample.
    inputs: [Refs<'a, M>; R],
    memory: Memory<'a, M::Scalar>,
}

/// Which call of a model it is, known while compiling.
pub(crate) trait Call {
    /// Its number.
    const NUMBER: usize;
}

/// The call with this number.
struct Nth<const NUMBER: usize>;

impl<const NUMBER: usize> Call for Nth<NUMBER> {
    const NUMBER: usize = NUMBER;
}

impl<'a, M: Network, L: Level, const R: usize> Values<'a, M, L, R> {
    #[inline(always)]
    pub(crate) fn new<'x: 'a>(level: L, x: &[Refs<'x, M>; R], memory: Memory<'a, M::Scalar>) -> Self {
        let mut inputs = [M::Inputs::reborrow(x[0]); R];
        for (input, x) in inputs.iter_mut().zip(x) {
            *input = M::Inputs::reborrow(*x);
        }
        Self { level, inputs, memory }
    }

    /// Computes what a layer gives: call number `CALL` of the model.
    #[inline(always)]
    pub fn call<const CALL: usize, K: Layer<Scalar = M::Scalar>>(&mut self, layer: &K) {
        self.call_at::<Nth<CALL>, K>(layer);
    }

    /// The same, of a call whose number follows from a type.
    #[inline(always)]
    pub(crate) fn call_at<C: Call, K: Layer<Scalar = M::Scalar>>(&mut self, layer: &K) {
        if const { K::RENAMES && Steps::<M, C, K, R>::OVER } {
            return;
        }
        (const { Computed::<M, C, K, L, R>::COMPUTE })(self, layer);
    }

    /// Computes by kernels of the layer's sizes.
    #[inline(always)]
    fn compute<C: Call, K: Layer<Scalar = M::Scalar>>(&mut self, layer: &K) {
        let (reader, y, scratch) = self
            .memory
            .lend(const { Steps::<M, C, K, R>::Y }, const { Steps::<M, C, K, R>::SCRATCH });
        let mut inputs = Inputs::<M, C, K, R> {
            of_model: &self.inputs,
            reader,
            row: 0,
            rows: 1,
            call: PhantomData,
        };
        let Some(y) = <K::Output as Shape>::Array::rows_mut(y).first_chunk_mut::<R>() else {
            return debug_assert!(false, "a place for each sample");
        };
        if const { K::IN_PLACE && Steps::<M, C, K, R>::OVER } {
            for y in y {
                layer.infer_in_place(self.level, inputs, y);
                inputs.row += 1;
            }
        } else if const { R > 1 && K::SCRATCH == 0 && Steps::<M, C, K, R>::LIE_TOGETHER } {
            inputs.rows = R;
            let x = <K::Input as Port>::rows(inputs);
            run::<M, K, L, R, _>(self.level, Tile { layer, x, y });
        } else {
            // Not `from_fn`: the compiler does not inline it.
            let mut x: [Ref<'_, K>; R] = [<K::Input as Port>::sample(inputs); R];
            for x in x.iter_mut().skip(1) {
                inputs.row += 1;
                *x = <K::Input as Port>::sample(inputs);
            }
            let scratch = if const { Steps::<M, C, K, R>::IS_WITHOUT_ROOM } {
                None
            } else {
                Some(scratch)
            };
            run::<M, K, L, R, _>(self.level, Samples { layer, x, y, scratch });
        }
    }

    /// Computes by kernels that all layers share.
    fn compute_shared<C: Call, K: Layer<Scalar = M::Scalar>>(&mut self, layer: &K) {
        let Some(level) = self.level.any() else {
            return debug_assert!(false, "the level has kernels for any size");
        };
        let (reader, y, _) = self.memory.lend(const { Steps::<M, C, K, R>::Y }, Part::NONE);
        let mut inputs = Inputs::<M, C, K, R> {
            of_model: &self.inputs,
            reader,
            row: 0,
            rows: 1,
            call: PhantomData,
        };
        if const { Steps::<M, C, K, R>::LIE_TOGETHER } {
            inputs.rows = R;
            return layer.infer_shared(level, kernels::Samples::Together(inputs.get(0)), y);
        }
        let mut x = [inputs.get(0); R];
        for x in x.iter_mut().skip(1) {
            inputs.row += 1;
            *x = inputs.get(0);
        }
        layer.infer_shared(level, kernels::Samples::Apart(&x), y);
    }
}

/// How a call is computed. As a constant, and not as an `if`, of which the compiler would look through both branches with all
/// that they call.
struct Computed<M, C, K, L, const R: usize>(PhantomData<(M, C, K, L)>);

impl<M: Network, C: Call, K: Layer<Scalar = M::Scalar>, L: Level, const R: usize> Computed<M, C, K, L, R> {
    const COMPUTE: fn(&mut Values<'_, M, L, R>, &K) = if K::SHARED && M::SHARES_KERNELS && L::SHARED {
        compute_shared::<M, C, K, L, R>
    } else {
        compute::<M, C, K, L, R>
    };
}

#[inline(always)]
fn compute<M: Network, C: Call, K: Layer<Scalar = M::Scalar>, L: Level, const R: usize>(
    values: &mut Values<'_, M, L, R>,
    layer: &K,
) {
    values.compute::<C, K>(layer);
}

fn compute_shared<M: Network, C: Call, K: Layer<Scalar = M::Scalar>, L: Level, const R: usize>(
    values: &mut Values<'_, M, L, R>,
    layer: &K,
) {
    values.compute_shared::<C, K>(layer);
}

/// Runs a layer on `R` samples: in line, or out of line where it is large.
#[inline(always)]
fn run<M: Network, K: Layer, L: Level, const R: usize, W: Task>(level: L, task: W) -> W::Output {
    if const { is_out_of_line::<M, K>(R) } {
        level.outline(task)
    } else {
        task.run(level)
    }
}

/// Whether a layer on so many samples is compiled out of line.
const fn is_out_of_line<M: Network, K: Layer>(samples: usize) -> bool {
    let least = if M::PLAN.graph.nodes.len() > DEEP { SOME } else { LARGE };
    K::MACS * samples >= least && M::MACS * samples > FEW
}

/// What is known of a call while compiling: where its values lie.
struct Steps<M, C, K, const R: usize>(PhantomData<(M, C, K)>);

impl<M: Network, C: Call, K: Layer, const R: usize> Steps<M, C, K, R> {
    const NODE: &'static Node = {
        let node = &M::PLAN.graph.nodes[C::NUMBER];
        let lens = <K::Input as Port>::LENS;
        assert!(
            node.inputs.len() == lens.len(),
            "a layer takes as many values as was planned"
        );
        let mut i = 0;
        while i < lens.len() {
            let len = M::PLAN.graph.len_of(node.inputs[i]);
            assert!(len == lens[i], "a layer takes values of the lengths that were planned");
            i += 1;
        }
        assert!(
            node.len == <K::Output as Shape>::LEN && (node.scratch == K::SCRATCH || node.scratch == 0),
            "a layer gives a value of the length that was planned"
        );
        node
    };
    const PLACE: Place = M::PLAN.place(M::PLAN.graph.inputs.len() + C::NUMBER);

    /// Where the result lies.
    const Y: Part = match Self::PLACE {
        Place::Arena(at) => Part {
            region: 0,
            at: at * R,
            len: Self::NODE.len * R,
        },
        Place::Output(output) => Part {
            region: output + 1,
            at: 0,
            len: Self::NODE.len * R,
        },
        // Only what is renamed lies where an input does, and nothing writes that.
        Place::Input(_) => Part::NONE,
    };

    /// Where the layer has room of its own.
    const SCRATCH: Part = Part {
        region: 0,
        at: M::PLAN.scratch[C::NUMBER] * R,
        len: Self::NODE.scratch * R,
    };

    /// Whether the layer has no room in the arena: where it needs some, it makes it itself.
    const IS_WITHOUT_ROOM: bool = Self::NODE.scratch == 0;

    /// Whether the result lies where a value does that the layer takes.
    const OVER: bool = {
        let (mut is_over, mut i) = (false, 0);
        while i < Self::NODE.inputs.len() {
            is_over |= M::PLAN.place(Self::NODE.inputs[i]).is(Self::PLACE);
            i += 1;
        }
        is_over
    };

    /// Where the values lie that the layer takes, in the first of the samples.
    const TAKEN: [Taken; MAX_INPUTS] = {
        let (mut taken, mut i) = ([Taken::Part(Part::NONE); MAX_INPUTS], 0);
        while i < Self::NODE.inputs.len() {
            let place = M::PLAN.place(Self::NODE.inputs[i]);
            let len = <K::Input as Port>::LENS[i];
            taken[i] = match place {
                Place::Input(input) => Taken::Input(input),
                _ if Self::OVER && place.is(Self::PLACE) => Taken::Part(Part::NONE),
                Place::Arena(at) => Taken::Part(Part {
                    region: 0,
                    at: at * R,
                    len,
                }),
                Place::Output(output) => Taken::Part(Part {
                    region: output + 1,
                    at: 0,
                    len,
                }),
            };
            i += 1;
        }
        taken
    };

    /// Whether the samples of each value that the layer takes lie one behind the other.
    const LIE_TOGETHER: bool = {
        let (mut all, mut i) = (true, 0);
        while i < Self::NODE.inputs.len() {
            all &= !matches!(Self::TAKEN[i], Taken::Input(_));
            i += 1;
        }
        all
    };
}

/// Where a value lies that a layer takes.
#[derive(Clone, Copy)]
enum Taken {
    /// It is an input of the model.
    Input(usize),
    /// It lies in the arena or in an output; nowhere, where the result is computed over it.
    Part(Part),
}

/// The values that a call takes, of one of the samples, or of several from one on.
struct Inputs<'r, 'a, M: Network, C, K, const R: usize> {
    of_model: &'r [Refs<'a, M>; R],
    reader: Reader<'r, 'a, M::Scalar>,
    row: usize,
    rows: usize,
    call: PhantomData<(C, K)>,
}

impl<M: Network, C, K, const R: usize> Clone for Inputs<'_, '_, M, C, K, R> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<M: Network, C, K, const R: usize> Copy for Inputs<'_, '_, M, C, K, R> {}

impl<'r, M: Network, C: Call, K: Layer, const R: usize> Source<'r, M::Scalar> for Inputs<'r, '_, M, C, K, R> {
    #[inline(always)]
    fn get(&self, i: usize) -> &'r [M::Scalar] {
        match const { &Steps::<M, C, K, R>::TAKEN }.get(i) {
            Some(Taken::Input(input)) => match self.of_model.get(self.row) {
                Some(refs) => M::Inputs::numbers_of(*refs, *input),
                None => &[],
            },
            Some(Taken::Part(part)) => self.reader.read(Part {
                at: part.at + self.row * part.len,
                len: self.rows * part.len,
                region: part.region,
            }),
            None => &[],
        }
    }
}

/// One layer on some samples.
struct Samples<'a, K: Layer, const R: usize> {
    layer: &'a K,
    x: [Ref<'a, K>; R],
    y: &'a mut [Out<K>; R],
    scratch: Option<&'a mut [K::Scalar]>,
}

impl<K: Layer, const R: usize> Task for Samples<'_, K, R> {
    type Output = ();
    #[inline(always)]
    fn run<L: Level>(self, level: L) {
        match self.scratch {
            Some(scratch) => self.layer.infer_with(level, &self.x, self.y, scratch),
            None => self.layer.infer_rows(level, &self.x, self.y),
        }
    }
}

/// One layer on some samples that lie one behind the other.
struct Tile<'a, K: Layer, const R: usize> {
    layer: &'a K,
    x: Rows<'a, K>,
    y: &'a mut [Out<K>; R],
}

impl<K: Layer, const R: usize> Task for Tile<'_, K, R> {
    type Output = ();
    #[inline(always)]
    fn run<L: Level>(self, level: L) {
        self.layer.infer_tile(level, self.x, self.y);
    }
}
