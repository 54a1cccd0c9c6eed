//! Work on several cores. The pool's functions are compiled once, and not once more for each closure: of a program with many
//! trainings they were a third.

/// Something to do, once.
pub(crate) type Work<'a> = &'a mut (dyn FnMut() + Send);

/// Does both, side by side where another core has time.
pub(crate) fn join(left: Work<'_>, right: Work<'_>) {
    rayon::join(left, right);
}

/// Does it on a thread of the pool, the others of which are then awake and quick to help.
pub(crate) fn inside(work: Work<'_>) {
    rayon::scope(|_| work());
}
