package io.flowkeep.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class FlowPermissionsTest {

    private static Principal with(String permissions) {
        return new Principal("u", "t", Set.of(permissions.split(" ")));
    }

    /** The columns are the recorded outcomes of list, create, start, many at once, bulk change. */
    @ParameterizedTest
    @CsvSource({
        "all,                                             true,  true,  true,  true,  true",
        "tenant.all tenant.flows.read tenant.flows.create, false, false, false, true, false",
        "flows.read flows.write flows.control flows.bulk, true,  true,  true,  true,  true",
        "flows.read flows.write flows.control,            true,  true,  true,  false, false",
        "flows.read,                                      true,  false, false, false, false",
        "müsli.riegel,                                    false, false, false, false, false",
        "flows.read flows.control,                        true,  false, true,  false, false",
        "flows.control,                                   false, false, true,  false, false",
        "flows.bulk,                                      false, false, false, true,  true",
        "flows.write tenant.all,                          false, true,  false, true,  false",
        "xx flows.read yy,                                true,  false, false, false, false",
        "Flows.Read,                                      false, false, false, false, false",
    })
    void the_recorded_users_may_do_what_they_could(
            String permissions,
            boolean read,
            boolean write,
            boolean control,
            boolean createMany,
            boolean changeMany) {
        FlowPermissions flows = FlowPermissions.USUAL;
        Principal user = with(permissions);
        assertEquals(read, flows.mayRead(user));
        assertEquals(write, flows.mayWrite(user));
        assertEquals(control, flows.mayControl(user));
        assertEquals(createMany, flows.mayCreateMany(user));
        assertEquals(changeMany, flows.mayChangeMany(user));
    }

    @Test
    void renamed_permissions_are_asked_for_by_their_names() {
        FlowPermissions renamed = new FlowPermissions("r", "w", "c", "b");
        assertTrue(renamed.mayRead(with("r")));
        assertTrue(renamed.mayWrite(with("w")));
        assertTrue(renamed.mayControl(with("c")));
        assertTrue(renamed.mayChangeMany(with("b")));
        assertFalse(renamed.mayRead(with("flows.read")));
        assertTrue(renamed.mayRead(with("all")));
        assertFalse(renamed.mayRead(with("tenant.all")));
    }

    @Test
    void the_tenants_administrator_has_the_permissions_that_are_common() {
        FlowPermissions ofTenant =
                new FlowPermissions(
                        "tenant.flows.read",
                        "tenant.flows.create",
                        "tenant.flows.start",
                        "tenant.flows.update");
        Principal administrator = with("tenant.all");
        assertTrue(ofTenant.mayRead(administrator));
        assertTrue(ofTenant.mayWrite(administrator));
        assertFalse(ofTenant.mayControl(administrator));
        assertTrue(ofTenant.mayChangeMany(administrator));
        assertFalse(ofTenant.mayRead(with("flows.read")));
        assertTrue(ofTenant.mayRead(with("tenant.flows.read")));
    }

    @Test
    void a_permission_has_a_name() {
        assertThrows(IllegalArgumentException.class, () -> new FlowPermissions("a", "", "c", "d"));
    }
}
