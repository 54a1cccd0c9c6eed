//! A prediction on its way through the graph.

use super::{Place, Plan};
use crate::kernels::{Level, Memory, Part, Task};
use crate::layers::{Layer, Port, Ref};
use crate::model::Network;
use crate::shape::{Array, Shape};

/// From so many multiply-adds on a layer is compiled once for its type and CPU level, out of line, and called. Smaller ones
/// are inlined.
const LARGE: usize = 2048;

/// The values of `R` samples on their way through a model, computed call by call.
#[derive(Debug)]
pub struct Values<'a, M: Network, L, const R: usize> {
    level: L,
    /// The numbers of each input of each sample.
    inputs: &'a [[&'a [M::Scalar]; R]],
    memory: Memory<'a, M::Scalar>,
}

impl<'a, M: Network, L: Level, const R: usize> Values<'a, M, L, R> {
    const PLAN: &'static Plan = &M::PLAN;

    #[inline(always)]
    pub(crate) fn new(level: L, inputs: &'a [[&'a [M::Scalar]; R]], memory: Memory<'a, M::Scalar>) -> Self {
        Self { level, inputs, memory }
    }

    /// Computes what a layer gives: call number `call` of the model.
    #[inline(always)]
    pub fn call<K: Layer<Scalar = M::Scalar>>(&mut self, call: usize, layer: &K) {
        let plan = const { Self::PLAN };
        let Some(node) = plan.graph.nodes.get(call) else {
            return debug_assert!(false, "the model has no call {call}");
        };
        let len = <K::Output as Shape>::LEN;
        debug_assert_eq!(node.len, len, "what call {call} gives is what was planned");
        let place = plan.place(plan.graph.inputs.len() + call);
        let is_same = node.inputs.first().is_some_and(|&input| plan.place(input) == place);
        if K::RENAMES && is_same {
            return;
        }
        let Some(part) = part(place, len, R) else {
            return debug_assert!(false, "an input is never written");
        };
        let room = Part {
            region: 0,
            at: plan.scratch.get(call).copied().unwrap_or_default() * R,
            len: K::SCRATCH * R,
        };
        let (reader, y, scratch) = self.memory.lend(part, if K::SCRATCH == 0 { Part::NONE } else { room });
        let y = <K::Output as Shape>::Array::rows_mut(y);
        debug_assert_eq!(y.len(), R, "a place for each sample");
        if K::IN_PLACE && is_same {
            for y in y {
                layer.infer_in_place(self.level, y);
            }
            return;
        }
        let inputs = self.inputs;
        let x: [Ref<'_, K>; R] = core::array::from_fn(|row| {
            <K::Input as Port>::sample(|i| {
                let value = node.inputs.get(i).copied().unwrap_or_default();
                let len = <K::Input as Port>::LENS.get(i).copied().unwrap_or_default();
                debug_assert_eq!(
                    plan.graph.len_of(value),
                    len,
                    "what call {call} takes is what was planned"
                );
                match (plan.place(value), self::part(plan.place(value), len, R)) {
                    (Place::Input(input), _) => {
                        let rows = inputs.get(input).map(|rows| &rows[..]).unwrap_or_default();
                        rows.get(row).copied().unwrap_or_default()
                    }
                    (_, Some(part)) => reader.read(Part {
                        at: part.at + row * len,
                        len,
                        ..part
                    }),
                    (_, None) => &[],
                }
            })
        });
        let task = Infer { layer, x, y, scratch };
        if K::MACS * R >= LARGE {
            self.level.outline(task);
        } else {
            task.run(self.level);
        }
    }
}

/// The numbers of `rows` samples of a value.
#[inline(always)]
const fn part(place: Place, len: usize, rows: usize) -> Option<Part> {
    let (region, at) = match place {
        Place::Arena(at) => (0, at * rows),
        Place::Output(output) => (output + 1, 0),
        Place::Input(_) => return None,
    };
    Some(Part {
        region,
        at,
        len: len * rows,
    })
}

/// One layer on some samples.
struct Infer<'a, K: Layer, const R: usize> {
    layer: &'a K,
    x: [Ref<'a, K>; R],
    y: &'a mut [<K::Output as Shape>::Array<K::Scalar>],
    scratch: &'a mut [K::Scalar],
}

impl<K: Layer, const R: usize> Task for Infer<'_, K, R> {
    type Output = ();
    #[inline(always)]
    fn run<L: Level>(self, level: L) {
        self.layer.infer_with(level, &self.x, self.y, self.scratch);
    }
}
