//! What an optimiser remembers, piece by piece.

/// Who saves or loads what an optimiser of a model `M` remembers; [`Optimizer::visit_state`](super::Optimizer::visit_state) shows it.
///
/// A name is that of a tensor in the file, and stands once in an optimiser.
pub trait StateVisitor<M> {
    /// A number for each parameter that training changes, such as a moment.
    fn slot(&mut self, name: &'static str, slot: &mut M);
    /// All parameters of a model, such as the best one so far.
    fn model(&mut self, name: &'static str, model: &mut M);
    /// A count, such as that of the steps.
    fn count(&mut self, name: &'static str, count: &mut u64);
    /// A number, such as a power of β₁ or a learning rate that was set.
    fn number(&mut self, name: &'static str, number: &mut f64);
}

/// The models that one of the optimisers here remembers.
pub(super) trait EachSlot<M> {
    /// Shows each of them under its name.
    fn each_slot(&mut self, names: &[&'static str], visit: &mut dyn FnMut(&'static str, &mut M));
}

impl<M, const S: usize> EachSlot<M> for [M; S] {
    fn each_slot(&mut self, names: &[&'static str], visit: &mut dyn FnMut(&'static str, &mut M)) {
        debug_assert_eq!(names.len(), S, "a name for each");
        for (name, slot) in names.iter().zip(self) {
            visit(name, slot);
        }
    }
}
