// What only this repository needs is not published: the targets of Nx, and what a package is built and tested with.
module.exports = {
  hooks: {
    beforePacking({ nx, devDependencies, ...published }) {
      return published;
    },
  },
};
